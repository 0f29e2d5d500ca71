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
end-transferred = Transferred
end-forwarded = Forwarded
end-parked = Parked
end-takenOver = Taken over by another telephone

## Why a call-back is over

call-back-over-reached = Answered
call-back-over-givenUp = Given up
call-back-over-expired = Not free in time
call-back-over-tooOften = Tried often enough
call-back-over-unwatchable = Their telephone cannot be watched
call-back-over-refused = Cannot be called, or does not want to be
with-status = { $reason } (SIP { $status })

## Why an account is not registered

reason-wrongPassword = The server does not accept user name or password
reason-passwordMissing = The server asks for a password and none is kept
reason-keyringAwaited = The keyring of this computer is being asked for the password
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
refusal-unknownCall = There is no such call, or it is already over
refusal-wrongState = That is not possible at this moment
refusal-ambiguousCall = There are several calls; say which one
refusal-tooManyCalls = No more calls at once; end one first
refusal-invalidDigits = Only 0–9, *, # and A–D can be sent
refusal-invalidField = “{ $subject }” cannot be used here
refusal-duplicateAccount = Another account already has this address
refusal-noSuchService = The telephone system has no code for this ({ $subject }); codes can be added at the account
refusal-nothingToPickUp = There is no call that could be taken over
refusal-noPlace = No place fits: none is free, no call is parked, or none is set up at the account
refusal-nothingDialled = No number was dialled yet
refusal-unknownCallBack = This call-back is already over
refusal-forwardLoop = Calls would come back to where they are forwarded from
refusal-unknownMelody = This melody does not exist
refusal-unknownSystem = This telephone system is not known: { $subject }
refusal-invalidCode = This code cannot be read: { $subject }
refusal-keyringLocked = The keyring of this computer is locked. Unlock it and save again; the password is never written to a file
refusal-keyringAbsent = This computer has no keyring that answers. Start one (GNOME Keyring or KWallet) and save again; the password is never written to a file
refusal-keyringFailed = The keyring refused to keep the password
refusal-storageFailed = The local database cannot be read or written: { $subject }
refusal-unknownRecord = This line is no longer in the call list
refusal-unknownReport = This report no longer exists
refusal-reportEmpty = Describe in a few words what is wrong
refusal-noDraft = No report is being written
refusal-similarReport = The same fault is already reported: { $subject }. Join it (draft open, draft join), or send with --sure
refusal-plannedWork = Planned maintenance is under way: { $subject }. If it is a fault all the same, send with --sure
refusal-unknownFile = No such file in the report: { $subject }
refusal-secretInReport = This looks like a secret and must go first: { $subject }
refusal-overruleNeedsComment = Another class needs a comment
refusal-unknownProvider = No such provider: { $subject }
refusal-unknownClass = The provider has no such class: { $subject }
refusal-missingProviderSetting = Still to be set for this provider: { $subject }
refusal-invalidProviderSetting = This setting cannot have that value: { $subject }
refusal-notAuthorised = Only people whom the customer has authorised may report to this provider
refusal-nothingOpens = Nothing on this computer opens it: { $subject }
refusal-noLink = The ticket has no address that can be opened
refusal-fileFailed = The file cannot be used: { $subject }
refusal-notSupported = The ticket system cannot do this: { $subject }
refusal-unknownDevice = The sound device “{ $subject }” is not there
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
outcome-forwarded = Forwarded

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
report-expected = The provider’s detailed report is expected by { $by }.
planned-now = Planned maintenance: { $summary }, { $from } to { $to }
similar-open = The same fault is already reported: { $report } ({ $at }). Join it with draft join.
demo-days-left = Demo licence: { $days } days left, today included; the entitlement to support may differ.
profile-kept = The last good profile stays in force.

## What a contract says in words, by topic

note-handover = The handover point
note-known-issue = Known, and no fault
note-quality = Quality that is not assured
note-duty = What is up to the customer
note-ask = What is asked
note-third-party = Where others are responsible
note-remote-access = Access from afar
note-self-check = What can be checked here
note-emergency = Emergency calls
note-monitoring = What the provider watches
note-scope = What belongs to the service
note-handling = How a case is handled

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
provider-setting-remote_access = Do you agree to remote access by the provider?
provider-setting-demo_since = First day of the demo licence
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

## What a diagnosis looks at

probe-registration = Registration
probe-dns = Names (DNS)
probe-port = Port
probe-server = Telephone server
probe-path = Path to the telephone system
probe-calls = Last calls
probe-link = Network link
probe-gateway = Way out of the local network
probe-hop = First hop
probe-vpn = VPN
probe-proxy = Proxy
probe-dscp = Marking of voice packets
probe-sound = Sound devices
probe-engine = Sound engine
probe-loop = Loop test of the sound
probe-load = Processor load
probe-memory = Memory
probe-disk = Disk space
probe-logs = Room taken by logs
probe-clock = Clock
probe-system = Operating system
probe-patches = Age of updates
probe-protection = Protection against malware

## What a finding says

finding-out-of-time = Not finished within its time
finding-cancelled = Stopped before it was finished
finding-broken = The test itself failed
finding-registration-stands = The account is registered
finding-registration-under-way = The account is registering at this moment
finding-registration-off = The account is switched off
finding-registration-direct = The account does not register
finding-registration-not-told = The program does not run, so nobody knows whether the account is registered
finding-registration-credentials = The server does not accept the account’s user name or password
finding-registration-keyring = The password cannot be read from this computer’s keyring
finding-registration-refused = The server refuses the account
finding-registration-server-failed = The server reports a fault of its own
finding-registration-silent = The server does not answer
finding-registration-name = No server is known by the account’s name
finding-registration-certificate = The server’s certificate is not believed
finding-registration-tls = The encrypted connection to the server failed
finding-registration-network-down = This computer has no network connection
finding-no-account = There is no account
finding-dns-found = The name is found
finding-dns-absent = The name servers say that this name does not exist
finding-dns-silent = No name server answers
finding-dns-failed = The name servers cannot say anything about this name
finding-dns-literal = An address needs no name server
finding-port-open = The port is open
finding-port-refused = The port refuses the connection
finding-port-silent = Nothing answers at this port
finding-port-unreachable = The network knows no way there
finding-port-blocked-here = This computer’s own firewall does not let it out
finding-port-no-name = No address is known for the name of the server
finding-port-no-target = The address is given by somebody else and is not known here
finding-udp-answered = The port answers
finding-udp-silent = No answer; over UDP this does not mean that the port is blocked
finding-udp-refused = The port refuses packets
finding-udp-reached = The server is reached; without a call nobody listens at these ports, as it should be
finding-tls-good = Encrypted connection with a valid certificate
finding-tls-expiring = The certificate is valid, and expires soon
finding-tls-expired = The certificate has expired
finding-tls-not-yet = The certificate is not valid yet
finding-tls-wrong-name = The certificate is for another name
finding-tls-name-unchecked = The certificate is for a name and not for this address, so its name cannot be checked
finding-tls-untrusted = Nobody trusted vouches for the certificate
finding-tls-silent = The port is open, and nobody begins the encryption
finding-tls-failed = The encryption could not be agreed on
finding-stun-good = The STUN server answers
finding-stun-silent = The STUN server does not answer
finding-stun-garbled = What answers is no STUN server
finding-server-answers = The telephone server answers
finding-server-failing = The telephone server reports a fault of its own
finding-server-silent = No answer; over UDP this does not mean that the server is down
finding-server-refused = The telephone server’s port refuses packets
finding-path-good = Delay, jitter and loss are within their limits
finding-path-bad = Delay { $delay }, jitter { $jitter }, loss { $loss }: not within the limits
finding-path-unmeasured = Nobody answers, so the path cannot be measured
finding-path-nothing = There is no server to measure the path to
finding-dscp-kept = The system marks voice packets as such
finding-dscp-dropped = The system does not keep the mark of voice packets
finding-dscp-untold = This system does not tell whether it marks voice packets
finding-gateway-found = There is a way out of the local network
finding-gateway-none = There is no way out of the local network
finding-gateway-untold = This system does not tell the way out of the local network
finding-hop-answers = The first hop answers
finding-hop-slow = The first hop answers slowly or not always
finding-hop-silent = The first hop does not answer; many routers keep silent
finding-hop-none = There is no first hop to ask
finding-proxy-none = No proxy is set
finding-proxy-set = A proxy is set; telephone calls do not go through it
finding-proxy-untold = This system does not tell whether a proxy is set
finding-vpn-none = No VPN is up
finding-vpn-beside = A VPN is up beside the ordinary way
finding-vpn-default = Everything goes through a VPN
finding-link-wired = Connected by cable
finding-link-wireless = Connected by Wi-Fi
finding-link-mobile = Connected by mobile network
finding-link-tunnel = Connected through a tunnel
finding-link-other = Connected
finding-link-down = The network interface has no connection
finding-link-none = No network interface leads out
finding-link-untold = This system does not tell its network link
finding-sound-present = Microphone and loudspeaker are there
finding-sound-missing = A chosen sound device is not there
finding-sound-none = No microphone or no loudspeaker is there
finding-sound-untold = Sound devices were not looked at
finding-loop-good = Sound goes from the microphone through codec and network to the loudspeaker
finding-loop-silent = No sound comes from the microphone through to the loudspeaker
finding-loop-failed = A sound device cannot be opened
finding-loop-none = No loop test was made
finding-engine-alive = The sound engine answers
finding-engine-hung = The sound engine does not answer
finding-engine-off = The sound engine is not needed now
finding-load-fine = The processor has room
finding-load-high = The processor is fully loaded
finding-memory-fine = There is enough memory
finding-memory-short = Memory is short
finding-disk-fine = There is enough disk space
finding-disk-short = Disk space is short
finding-disk-full = The disk is full
finding-logs-fine = Logs take little room
finding-logs-large = Logs take much room; old ones can be deleted
finding-clock-right = The clock is right
finding-clock-off = The clock is slightly off
finding-clock-wrong = The clock is wrong
finding-clock-untold = Nobody answered who knows the time
finding-clock-none = There is nobody to ask for the time
finding-system-told = The operating system is known
finding-patches-fresh = The system was updated recently
finding-patches-old = The system has not been updated for a long time
finding-protection-on = Protection against malware is on
finding-protection-off = Protection against malware is off
finding-untold = Not told by this system
finding-calls-good = The call sounded good
finding-calls-poor = The last call sounded poor
finding-calls-were-poor = An earlier call sounded poor
finding-calls-none = There is no call with sound

## What is measured

measured-addresses = Addresses
measured-answers = Answers
measured-available = Available
measured-certificate-days = Days left
measured-certificate-until = Certificate until
measured-connect = Connection
measured-days = Days
measured-delay = Delay one way (half the round trip)
measured-device = Device
measured-dscp = DSCP
measured-free = Free
measured-gateway = Gateway
measured-handshake = Handshake
measured-highest = Highest
measured-inputs = Microphones
measured-interface = Interface
measured-jitter = Jitter
measured-kernel = Kernel
measured-loss = Loss
measured-mean = Mean
measured-missing = Missing
measured-mos = MOS (estimate)
measured-offset = Offset
measured-outputs = Loudspeakers
measured-packets = Packets
measured-pointers = NAPTR
measured-product = Product
measured-proxy = Proxy
measured-reordered = Out of order
measured-round-trip = Round trip
measured-sampled = Sampled ports
measured-seen-as = Seen from outside as
measured-server = Server
measured-services = SRV
measured-signal = Signal
measured-sip-errors = Last SIP errors
measured-sip-status = SIP status
measured-size = Size
measured-system = System
measured-tls = TLS
measured-total = In all
measured-tried = Tried
measured-way = Measured by

## On which side of the handover point a fault lies

side-healthy = No fault found
side-customer = On your side
side-provider = On the provider’s side
side-unclear = Cannot be told
verdict-healthy = No fault found: everything that could be measured is within its limits
verdict-customer-network-down = The fault is on your side of the handover point: this computer has no network connection
verdict-customer-no-internet = The fault is on your side of the handover point: nothing beyond the local network answers
verdict-customer-name-server = The fault is on your side of the handover point: addresses answer, but no name server does
verdict-customer-blocked-here = The fault is on your side of the handover point: this computer’s own firewall blocks the telephone
verdict-customer-firewall = The fault points to your side of the handover point: the provider’s server answers, but not at all ports that a firewall has to let through
verdict-customer-interception = The fault points to your side of the handover point: something in your network puts itself in between encrypted connections
verdict-customer-clock = The fault is on your side of the handover point: this computer’s clock is wrong
verdict-customer-credentials = The fault is on your side of the handover point: user name or password of the account is not accepted or cannot be read
verdict-customer-local-network = The fault is on your side of the handover point: already the first hop in your network is slow or loses packets
verdict-customer-load = The fault points to your side of the handover point: this computer is too busy to telephone well
verdict-customer-sound = The fault is on your side of the handover point: a sound device does not work
verdict-customer-disk = The fault is on your side of the handover point: this computer’s disk is full
verdict-provider-name = The fault is behind the handover point: the provider’s names cannot be found, others can
verdict-provider-certificate = The fault is behind the handover point: the provider’s certificate is not valid
verdict-provider-refuses = The fault is behind the handover point: the provider’s server is reached and refuses everything
verdict-provider-silent = The fault is behind the handover point: the provider’s server answers at no port, other servers answer
verdict-provider-server-failed = The fault is behind the handover point: the provider’s server itself reports a fault
verdict-unclear-name = It cannot be told on which side the fault lies: the name of the telephone system cannot be looked up
verdict-unclear-name-absent = It cannot be told on which side the fault lies: a name does not exist; it is mistyped here or missing at the provider
verdict-unclear-certificate = It cannot be told on which side the fault lies: nobody trusted vouches for a server’s certificate
verdict-unclear-silent = It cannot be told on which side the fault lies: a server answers at no port, and nothing comparable shows why
verdict-unclear-registration = It cannot be told on which side the fault lies: the account is not registered, and the way to the server shows no fault
verdict-unclear-registration-refused = It cannot be told on which side the fault lies: the server refuses the account without saying why
verdict-unclear-path = It cannot be told on which side the fault lies: the path is worse than its limits, and your own network shows no fault
verdict-unclear-calls = It cannot be told on which side the fault lay: the last call sounded poor, and nothing is found now
verdict-unclear-both = There are faults on both sides of the handover point
verdict-unclear-other = It cannot be told on which side the fault lies
verdict-unclear-nothing = It cannot be told: there is nobody to ask, neither an account nor a port of the provider
verdict-unclear-unanswered = It cannot be told: nobody answered, and no answer does not mean a fault
