# shellcheck shell=bash
# Sourced by the set-up scripts: what they tell the user, and how they use apt.

say()  { printf '%s\n' "$@" >&2; }
fail() { say "$@"; exit 3; } # 3: the environment lacks something, as in the program's own exit codes

can_be_root() { [[ $EUID -eq 0 ]] || sudo -n true 2>/dev/null; } # -n: never ask for a password

as_root() { if [[ $EUID -eq 0 ]]; then "$@"; else sudo -n "$@"; fi; }

# No questions (DEBIAN_FRONTEND, stdin), and patience while another apt holds the lock.
apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

# A third-party source that does not answer makes `update` fail; whether it mattered, the install after it tells.
apt_update() {
  say '刷新软件包列表…… Refreshing the package lists ...'
  apt update || true
}
