# What the program's codes mean in words. Read by the window and by the program.

## Why a call ended

end-hungUp = Ended
end-hungUp-them = Ended by the other side
end-busy = Busy
end-declined = Declined
end-noAnswer = No answer
end-cancelled = Given up before anyone answered
end-answeredElsewhere = Answered on another device
end-unknownNumber = This number does not exist
end-incompleteNumber = The number is incomplete
end-notReachable = Not reachable at the moment
end-forbidden = The telephone system does not allow this call
end-wrongPassword = The telephone system does not accept the account’s password
end-noCommonCodec = No common way to carry sound
end-serverUnreachable = The telephone system cannot be reached
end-serverFailed = The telephone system reports a fault
end-connectionLost = The connection was lost
end-failed = The call could not be connected
with-status = { $reason } (SIP { $status })

## Why an account is not registered

reason-wrongPassword = The server does not accept user name or password
reason-passwordMissing = The server asks for a password and none is kept
reason-keyringLocked = The keyring is locked; unlock it and try again
reason-keyringAbsent = No keyring answers, so the password cannot be read
reason-forbidden = The server does not allow this account
reason-unknownUser = The server does not know this user
reason-serverNotFound = No server is known by the name { $subject }
reason-serverUnreachable = The server { $subject } cannot be reached
reason-noAnswer = The server does not answer
reason-serverBusy = The server is overloaded or out of order
reason-certificateUnknown = Nobody trusted vouches for the server’s certificate
reason-certificateWrongName = The server’s certificate is for another name
reason-certificateExpired = The server’s certificate is out of date
reason-tlsFailed = The encrypted connection failed
reason-networkDown = This computer has no network connection
reason-refused = The server refused

## Why a wish was not granted

refusal-nothingToDial = Type a number or an address first
refusal-invalidTarget = “{ $subject }” is neither a number nor an address
refusal-noAccount = There is no account to call with; add one or switch one on
refusal-unknownAccount = There is no account “{ $subject }”
refusal-accountDisabled = The account is switched off
refusal-unknownCall = This call is already over
refusal-wrongState = That is not possible at this moment of the call
refusal-ambiguousCall = There are several calls; say which one
refusal-tooManyCalls = No more calls at once; end one first
refusal-invalidDigits = Only 0–9, *, # and A–D can be sent
refusal-invalidField = “{ $subject }” cannot be used here
refusal-duplicateAccount = Another account already has this address
refusal-keyringLocked = The keyring of this computer is locked. Unlock it and save again; the password is never written to a file
refusal-keyringAbsent = This computer has no keyring that answers. Start one (GNOME Keyring or KWallet) and save again; the password is never written to a file
refusal-keyringFailed = The keyring refused to keep the password
refusal-storageFailed = The local database cannot be read or written
refusal-unknownRecord = This line is no longer in the call list
refusal-unknownReport = This report no longer exists
refusal-reportEmpty = Describe in a few words what is wrong
refusal-noDraft = No report is being written
refusal-unknownFile = No such file in the report: { $subject }
refusal-secretInReport = This looks like a secret and must go first: { $subject }
refusal-overruleNeedsComment = Another class needs a comment
refusal-unknownProvider = No such provider: { $subject }
refusal-unknownClass = The provider has no such class: { $subject }
refusal-missingProviderSetting = Still to be set for this provider: { $subject }
refusal-invalidProviderSetting = This setting cannot have that value: { $subject }
refusal-notAuthorised = Only people whom the customer has authorised may report to this provider
refusal-fileFailed = The file cannot be used: { $subject }
refusal-notSupported = The ticket system cannot do this: { $subject }
refusal-unknownDevice = The sound device “{ $subject }” is not there
refusal-noMediaPort = No network port for sound could be opened
refusal-demoFailed = The demo telephone system could not be started
refusal-closing = Rufbereit is closing
refusal-noWindow = The program runs without a window
refusal-malformed = This request could not be read

## How a call in the list ended

outcome-answered = Answered
outcome-missed = Missed
outcome-rejected = Rejected
outcome-answeredElsewhere = Answered on another device
outcome-notAnswered = No answer
outcome-busy = Busy
outcome-failed = Not connected

## How a call sounds

grade-unknown = Measuring sound …
grade-good = Good sound
grade-fair = Audible disturbances
grade-poor = Poor sound

## Where a call stands

call-dialling = Connecting …
call-ringing = Ringing
call-early = Network announcement
call-offered = Ringing here
call-talking = Connected
call-held-me = On hold
call-held-them = The other side holds the call
call-held-both = On hold on both sides
call-ended = Ended

## How an account stands with its server

registration-disabled = Switched off
registration-direct = Ready for direct calls
registration-registering = Registering …
registration-registered = Registered
registration-waiting = Not registered

## Fault classes, and the rules that give them

class-FK1 = Outage
class-FK2 = Substantial impairment
class-FK3 = Light impairment
class-FK4 = Question
rule-total-outage = Nothing works for everyone or for a whole site
rule-broad-impairment = Everyone or a whole site is impaired
rule-outage-for-several = Nothing works for several people
rule-impairment-for-several = Several people are impaired
rule-one-place = One place is affected
rule-question = Nothing is broken

## Where a report stands

ticket-queued = Kept safely, waiting to be sent
ticket-creating = Being sent …
ticket-attaching = Ticket created, details follow …
ticket-filed = Filed as { $reference }
ticket-refused = Not accepted

## Why a report could not be sent

trouble-unreachable = The service desk cannot be reached
trouble-timed-out = The service desk did not answer in time
trouble-certificate = The service desk’s certificate is not trusted
trouble-sign-in = The service desk does not accept the token
trouble-forbidden = The token does not permit creating tickets in this queue
trouble-not-found = The address or the queue of the service desk is wrong
trouble-rejected = The service desk rejected the report
trouble-too-large = The report is too large for the service desk
trouble-server-failed = The service desk has a fault of its own
trouble-garbled = The service desk gave an answer that makes no sense
trouble-no-token = No token for the service desk is kept
trouble-misconfigured = The service desk’s address is missing or not secure
trouble-disk = The folder for reports cannot be written
trouble-other = Sending failed ({ $trouble })

## How far the provider is

stage-filed = Received by the ticket system
stage-acknowledged = The provider knows
stage-inWork = Being worked on
stage-waitingForCustomer = The provider waits for you
stage-waitingForThirdParty = The provider waits for somebody else
stage-waitingForAppointment = Waiting for an appointment
stage-restored = Works again, says the provider
stage-closed = Closed

## What happened to a report

event-reported = Reported
event-telephoned = Hotline called
event-reacted = The provider has begun
event-updated = News from the provider
event-paused = Clock stopped
event-resumed = Clock runs again
event-restored = Works again
event-reopened = Does not work after all
event-closed = Closed

## Promises of the contract

promise-reaction = Reaction
promise-update = News
promise-restoration = Restoration
standing-running = due { $due }
standing-paused-customer = stopped: the provider waits for you
standing-paused-third-party = stopped: the provider waits for somebody else
standing-paused-appointment = stopped: a moment was agreed on
standing-kept = kept
standing-missed = missed, was due { $due }

## Ways to the provider

way-ticket = Ticket system
way-mail = Mail
way-telephone = Telephone
way-reseller = Reseller
report-incomplete = Incomplete: the contract demands that the hotline is called as well
report-asks-if-fixed = The provider says that it works again. Does it?
