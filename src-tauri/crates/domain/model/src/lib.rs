//! The nouns that all share: ids, telephone numbers, persons.
