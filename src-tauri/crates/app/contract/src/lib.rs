//! What a window and the command line may say and see.
