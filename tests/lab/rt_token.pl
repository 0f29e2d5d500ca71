# Makes the queue, the program's user with the rights it needs, an agent and a stranger without
# rights, and prints a token of each.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib', '/usr/local/share/request-tracker5/lib';
use RT;
RT::LoadConfig();
RT::Init();
my $system = RT->SystemUser;
my $queue = RT::Queue->new($system);
$queue->Create(Name => 'faults', Description => 'Fault reports from the program');
$queue->Load('faults');
my $field = RT::CustomField->new($system);
$field->Create(Name => 'Report id', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket');
$field->AddToObject($queue);

sub person {
    my ($name, @rights) = @_;
    my $user = RT::User->new($system);
    $user->Create(Name => $name, Password => "$name-of-the-lab", EmailAddress => "$name\@peers.test", Privileged => 1);
    for my $right (@rights) {
        $user->PrincipalObj->GrantRight(Right => $right, Object => $queue);
    }
    $user->PrincipalObj->GrantRight(Right => 'ManageAuthTokens', Object => $RT::System);
    my $token = RT::AuthToken->new($system);
    my ($ok, $message, $text) = $token->Create(Owner => $user->Id, Description => $name);
    die $message unless $ok;
    print "$text\n";
}

my @reporter = qw(SeeQueue CreateTicket ShowTicket ShowTicketComments ReplyToTicket CommentOnTicket ModifyTicket SeeCustomField ModifyCustomField);
person('rufbereit', @reporter);
person('ben', @reporter, qw(OwnTicket TakeTicket));
person('stranger');
