# Makes the queue, the program's user with the rights it needs, and a token, which it prints.
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
my $user = RT::User->new($system);
$user->Create(Name => 'rufbereit', Password => 'rufbereit-lab', EmailAddress => 'rufbereit@peers.test', Privileged => 1);
for my $right (qw(SeeQueue CreateTicket ShowTicket ShowTicketComments ReplyToTicket CommentOnTicket ModifyTicket)) {
    $user->PrincipalObj->GrantRight(Right => $right, Object => $queue);
}
$user->PrincipalObj->GrantRight(Right => 'ManageAuthTokens', Object => $RT::System);
my $token = RT::AuthToken->new($system);
my ($ok, $message, $text) = $token->Create(Owner => $user->Id, Description => 'rufbereit');
die $message unless $ok;
print "$text\n";
