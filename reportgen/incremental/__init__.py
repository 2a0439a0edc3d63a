"""What is not made twice: whether files stand as they would come out, what is kept from earlier runs, what a person changed."""
