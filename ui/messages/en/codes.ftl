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
rule-legal-duty = Emergency calls or another legal duty are hit (S0-14)
rule-over-60-percent = { $percent } % fail, which is more than 60 % (S0-14)
rule-total-outage = Nothing works for everyone or for a whole site (S0-14)
rule-over-30-percent = { $percent } % fail, which is more than 30 % (S0-15)
rule-redundancy-lost = What stands by for a failure is lost (S0-15)
rule-broad-impairment = Everyone or a whole site is impaired (S0-15)
rule-outage-for-several = Nothing works for several people (S0-15)
rule-impairment-for-several = Several people are impaired (S0-16)
rule-one-place = One place is affected (S0-16)
rule-question = Nothing is broken: this is a question (S0-17, S3-13)
rule-change-request = Something is wished for that the contract does not hold (S3-14)
questioned-single-user = This is the gravest class, and only one person is affected. Is that so?
questioned-planned-maintenance = Planned maintenance is under way. Is it really a fault?

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

## Which ways a report takes, and why

channel-ticket-system = The report goes to the ticket system
channel-starts-next-hours = The ticket is taken now; its clock starts with the next service hours (S0-10)
channel-fk1-outside-hours = Outside business hours this class must also be announced by telephone (S0-09)
channel-hours-unknown = Business hours are not set, so to be safe this class must also be announced by telephone (S0-09)
channel-not-authorised = Only authorised reporters may use the ticket system: your IT desk gets the report (S0-05)
channel-hotline-offered = You may also call the hotline
channel-mail-offered = You may also send a mail
channel-written = The report goes in writing
channel-telephone-keeps-reaction = The reaction time is kept only if you call (S3-12)
channel-record = In writing, as the record of your call
channel-line-closed = The telephone line is closed; the reaction time cannot be assured (S3-12)
channel-oncall-telephone-only = On-call takes reports only by telephone (S4-09)
channel-oncall-not-booked = No on-call is booked: the clock starts with the next service hours (S4-07)
channel-through-reseller = Your reseller takes the report at all times and passes it on (S1-166, S1-167)
channel-if-contracted = By telephone, as contracted

## What to read out to the hotline

hotline-reference = Hello { $provider }, I am reporting a fault with the reference { $reference }, class { $class }.
hotline-affected = It has lasted since { $since } and affects { $affects ->
        [everyone] everyone
        [site] a whole site
        [several] several people
       *[only-me] one person
    }.
hotline-affected-count = It has lasted since { $since } and affects { $count } people.
hotline-ask = Please confirm the report and tell me your name and the time.

## What work costs

charge-free = Free of charge
charge-effort = Charged by effort
charge-hourly = Charged by the hour
charge-hour-package = Uses a package of hours
charge-time-and-effort = Charged by time and effort
chargeable-yes = Chargeable
chargeable-no = Free of charge
chargeable-unknown = The contract does not say what it costs

## What set-up asks for

provider-setting-service_hours = Business hours of the provider
provider-setting-country = Country whose holidays close the provider
provider-setting-state = Federal state whose holidays close the provider
provider-setting-municipality = Municipality whose holidays close the provider
provider-setting-time_zone = Time zone of the contract
provider-setting-oncall = On-call outside service hours
provider-setting-sla = Service level agreement
provider-setting-reporter = May you use the provider’s ticket system?
provider-setting-it_desk = Mail address of your own IT desk
provider-setting-telephone = Number of the provider’s hotline
provider-setting-mail = Mail address of the provider
provider-setting-ticket_url = Address of the provider’s ticket system
provider-setting-reseller = How your reseller is reached
provider-setting-sip_trunk = Host of the local SIP trunk
provider-setting-clock_reaction = By which clock reaction times are meant
provider-setting-clock_update = By which clock times between news are meant
provider-setting-clock_restoration = By which clock restoration times are meant
provider-setting-reaction_1 = Reaction time of category 1 within service hours
provider-setting-reaction_2 = Reaction time of category 2 within service hours
provider-setting-reaction_3 = Reaction time of category 3 within service hours

## Public holidays

holiday-new-year = New Year's Day
holiday-epiphany = Epiphany
holiday-womens-day = International Women's Day
holiday-good-friday = Good Friday
holiday-easter-sunday = Easter Sunday
holiday-easter-monday = Easter Monday
holiday-labour-day = Labour Day
holiday-liberation-day = Liberation Day
holiday-ascension = Ascension Day
holiday-whit-sunday = Whit Sunday
holiday-whit-monday = Whit Monday
holiday-corpus-christi = Corpus Christi
holiday-uprising = Anniversary of the uprising in the GDR
holiday-swiss-national-day = Swiss National Day
holiday-peace-festival = Augsburg Peace Festival
holiday-assumption = Assumption Day
holiday-childrens-day = World Children's Day
holiday-unity-day = German Unity Day
holiday-austrian-national-day = Austrian National Day
holiday-reformation-day = Reformation Day
holiday-all-saints = All Saints' Day
holiday-repentance = Day of Repentance and Prayer
holiday-immaculate-conception = Immaculate Conception
holiday-christmas-day = Christmas Day
holiday-second-christmas-day = Second Day of Christmas
holiday-saint-stephen = Saint Stephen's Day
