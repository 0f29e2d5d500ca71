//! Every sentence that a finding can say; the words are in the catalogue under `finding-…`.

use crate::class::coded;

coded! {
    /// What a finding says.
    Says {
        // Any probe.
        /// Its time was over.
        OutOfTime = "out-of-time",
        /// The person stopped it.
        Cancelled = "cancelled",
        /// The probe itself broke.
        Broken = "broken",

        // Accounts. Source: RFC 3261 §10, §21.
        RegistrationStands = "registration-stands",
        RegistrationUnderWay = "registration-under-way",
        RegistrationOff = "registration-off",
        RegistrationDirect = "registration-direct",
        RegistrationNotTold = "registration-not-told",
        RegistrationCredentials = "registration-credentials",
        RegistrationKeyring = "registration-keyring",
        RegistrationRefused = "registration-refused",
        RegistrationServerFailed = "registration-server-failed",
        RegistrationSilent = "registration-silent",
        RegistrationName = "registration-name",
        RegistrationCertificate = "registration-certificate",
        RegistrationTls = "registration-tls",
        RegistrationNetworkDown = "registration-network-down",
        NoAccount = "no-account",

        // Names. Source: RFC 3263.
        DnsFound = "dns-found",
        DnsAbsent = "dns-absent",
        DnsSilent = "dns-silent",
        DnsFailed = "dns-failed",
        DnsLiteral = "dns-literal",

        // Ports. Source: S1-146 to S1-157.
        PortOpen = "port-open",
        PortRefused = "port-refused",
        PortSilent = "port-silent",
        PortUnreachable = "port-unreachable",
        /// This machine itself does not let it out.
        PortBlockedHere = "port-blocked-here",
        PortNoName = "port-no-name",
        PortNoTarget = "port-no-target",
        UdpAnswered = "udp-answered",
        UdpSilent = "udp-silent",
        UdpRefused = "udp-refused",
        /// Nobody listens without a call, and the host itself says so: the way there is open.
        UdpReached = "udp-reached",
        TlsGood = "tls-good",
        TlsExpiring = "tls-expiring",
        TlsExpired = "tls-expired",
        TlsNotYet = "tls-not-yet",
        TlsWrongName = "tls-wrong-name",
        /// Asked for by address: the certificate is for names.
        TlsNameUnchecked = "tls-name-unchecked",
        TlsUntrusted = "tls-untrusted",
        TlsSilent = "tls-silent",
        TlsFailed = "tls-failed",
        StunGood = "stun-good",
        StunSilent = "stun-silent",
        StunGarbled = "stun-garbled",

        // The SIP server. Source: S4-11, RFC 3261 §11.
        ServerAnswers = "server-answers",
        ServerFailing = "server-failing",
        ServerSilent = "server-silent",
        ServerRefused = "server-refused",

        // The path. Source: S1-141 to S1-144.
        PathGood = "path-good",
        PathBad = "path-bad",
        PathUnmeasured = "path-unmeasured",
        PathNothing = "path-nothing",

        // The network beside the path.
        DscpKept = "dscp-kept",
        DscpDropped = "dscp-dropped",
        DscpUntold = "dscp-untold",
        GatewayFound = "gateway-found",
        GatewayNone = "gateway-none",
        GatewayUntold = "gateway-untold",
        HopAnswers = "hop-answers",
        HopSlow = "hop-slow",
        HopSilent = "hop-silent",
        HopNone = "hop-none",
        ProxyNone = "proxy-none",
        ProxySet = "proxy-set",
        ProxyUntold = "proxy-untold",
        VpnNone = "vpn-none",
        VpnBeside = "vpn-beside",
        VpnDefault = "vpn-default",
        LinkWired = "link-wired",
        LinkWireless = "link-wireless",
        LinkMobile = "link-mobile",
        LinkTunnel = "link-tunnel",
        LinkOther = "link-other",
        LinkDown = "link-down",
        LinkNone = "link-none",
        LinkUntold = "link-untold",

        // Sound. Source: S1-091, S4-14.
        SoundPresent = "sound-present",
        SoundMissing = "sound-missing",
        SoundNone = "sound-none",
        SoundUntold = "sound-untold",
        LoopGood = "loop-good",
        LoopSilent = "loop-silent",
        LoopFailed = "loop-failed",
        LoopNone = "loop-none",
        EngineAlive = "engine-alive",
        EngineHung = "engine-hung",
        EngineOff = "engine-off",

        // The machine. Source: S1-158, S3-39, S4-12.
        LoadFine = "load-fine",
        LoadHigh = "load-high",
        MemoryFine = "memory-fine",
        MemoryShort = "memory-short",
        DiskFine = "disk-fine",
        DiskShort = "disk-short",
        DiskFull = "disk-full",
        LogsFine = "logs-fine",
        LogsLarge = "logs-large",
        ClockRight = "clock-right",
        ClockOff = "clock-off",
        ClockWrong = "clock-wrong",
        ClockUntold = "clock-untold",
        ClockNone = "clock-none",
        SystemTold = "system-told",
        PatchesFresh = "patches-fresh",
        PatchesOld = "patches-old",
        ProtectionOn = "protection-on",
        ProtectionOff = "protection-off",
        /// Memory, disk, load, patches or protection that this system does not tell.
        Untold = "untold",

        // Calls. Source: ITU-T G.107.
        CallsGood = "calls-good",
        CallsPoor = "calls-poor",
        CallsWerePoor = "calls-were-poor",
        CallsNone = "calls-none",
    }
}
