//! Keyrings that are open, locked, absent or stuck behind a prompt.

use std::collections::BTreeMap;
use std::sync::mpsc as channel;

use secrecy::ExposeSecret;

use super::*;

const NAME: SecretName = SecretName::Desk;

#[tokio::test]
async fn an_open_keyring_keeps_gives_and_forgets() {
    let secrets = with(OpenVault::default());

    assert_eq!(get(&secrets).await, Err(SecretError::Missing));
    secrets.put(NAME, SecretString::from("hunter2")).await.unwrap();
    assert_eq!(get(&secrets).await, Ok("hunter2".to_owned()));
    secrets.remove(NAME).await.unwrap();
    assert_eq!(get(&secrets).await, Err(SecretError::Missing));
    secrets.remove(NAME).await.unwrap();
    secrets.check().await.unwrap();
}

#[tokio::test]
async fn memory_keeps_gives_and_forgets() {
    let secrets = Secrets::memory();

    secrets.put(NAME, SecretString::from("hunter2")).await.unwrap();

    assert_eq!(get(&secrets.clone()).await, Ok("hunter2".to_owned()));
    secrets.remove(NAME).await.unwrap();
    assert_eq!(get(&secrets).await, Err(SecretError::Missing));
    secrets.check().await.unwrap();
}

#[tokio::test]
async fn a_locked_keyring_is_not_taken_for_an_empty_one() {
    let secrets = with(LockedVault);

    assert_eq!(get(&secrets).await, Err(SecretError::Locked));
    assert_eq!(secrets.remove(NAME).await, Err(SecretError::Locked));
    assert_eq!(secrets.check().await, Err(SecretError::Locked));
}

#[tokio::test]
async fn a_keyring_that_takes_but_does_not_give_is_locked() {
    let secrets = with(ForgetfulVault);

    assert_eq!(get(&secrets).await, Err(SecretError::Locked));
}

#[tokio::test(start_paused = true)]
async fn a_prompt_that_nobody_answers_ends_the_wait_and_not_the_program() {
    let (answer_prompt, prompt) = channel::channel();
    let secrets = with(PromptingVault { prompt });

    let before = tokio::time::Instant::now();
    assert_eq!(get(&secrets).await, Err(SecretError::Locked));
    assert_eq!(before.elapsed(), PATIENCE);
    assert_eq!(get(&secrets).await, Err(SecretError::Locked));
    assert_eq!(before.elapsed(), PATIENCE, "the second did not wait");

    answer_prompt.send(()).unwrap();
    drop(answer_prompt);
    let Secrets::Keyring(keyring) = &secrets else { panic!("not a keyring") };
    while keyring.is_stuck.load(Ordering::Relaxed) {
        thread::yield_now();
    }
    // From here the keyring's thread works in real time.
    tokio::time::resume();
    assert_eq!(get(&secrets).await, Ok("after all".to_owned()));
}

#[test]
fn secrets_print_neither_names_nor_values() {
    let memory = Memory::default();
    memory.put(NAME, SecretString::from("hunter2"));

    assert_eq!(format!("{:?}", Secrets::Memory(memory)), "Secrets(memory)");
}

async fn get(secrets: &Secrets) -> Result<String, SecretError> {
    secrets.get(NAME).await.map(|secret| secret.expose_secret().to_owned())
}

fn with(vault: impl Vault + Send + 'static) -> Secrets {
    Secrets::Keyring(Keyring::start(Uuid::nil(), vault))
}

#[derive(Default)]
struct OpenVault {
    kept: Mutex<BTreeMap<String, SecretString>>,
}

impl Vault for OpenVault {
    fn get(&self, entry: &str) -> Result<SecretString, SecretError> {
        self.kept.lock().unwrap().get(entry).cloned().ok_or(SecretError::Missing)
    }

    fn put(&self, entry: &str, secret: &SecretString) -> Result<(), SecretError> {
        self.kept.lock().unwrap().insert(entry.to_owned(), secret.clone());
        Ok(())
    }

    fn remove(&self, entry: &str) -> Result<(), SecretError> {
        self.kept.lock().unwrap().remove(entry).map(drop).ok_or(SecretError::Missing)
    }
}

/// As gnome-keyring behaves when it is locked and cannot ask.
struct LockedVault;

impl Vault for LockedVault {
    fn get(&self, _: &str) -> Result<SecretString, SecretError> {
        Err(SecretError::Missing)
    }

    fn put(&self, _: &str, _: &SecretString) -> Result<(), SecretError> {
        Err(SecretError::Locked)
    }

    fn remove(&self, _: &str) -> Result<(), SecretError> {
        Err(SecretError::Missing)
    }
}

struct ForgetfulVault;

impl Vault for ForgetfulVault {
    fn get(&self, _: &str) -> Result<SecretString, SecretError> {
        Err(SecretError::Missing)
    }

    fn put(&self, _: &str, _: &SecretString) -> Result<(), SecretError> {
        Ok(())
    }

    fn remove(&self, _: &str) -> Result<(), SecretError> {
        Err(SecretError::Missing)
    }
}

/// Blocks until its prompt is answered once.
struct PromptingVault {
    prompt: channel::Receiver<()>,
}

impl Vault for PromptingVault {
    fn get(&self, _: &str) -> Result<SecretString, SecretError> {
        // An error means that the prompt is gone: the keyring is open from now on.
        let _open = self.prompt.recv();
        Ok(SecretString::from("after all"))
    }

    fn put(&self, _: &str, _: &SecretString) -> Result<(), SecretError> {
        Ok(())
    }

    fn remove(&self, _: &str) -> Result<(), SecretError> {
        Ok(())
    }
}
