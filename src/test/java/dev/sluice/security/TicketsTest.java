package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Caller;
import dev.sluice.security.oidc.TestOidcConfig;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import dev.sluice.token.TokenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketsTest {
  private static final String PATH = "/v1/jobs/job-1/stream";

  @TempDir Path directory;
  private final TestClock clock = new TestClock();
  private TokenFile file;
  private TokenList list;
  private Credentials credentials;
  private Tickets tickets;
  private Caller caller;

  @BeforeEach
  void prepare() throws IOException {
    file = new TokenFile(directory.resolve("tokens.json"));
    AccessToken.Issued issued =
        AccessToken.issue(
            "page",
            Set.of(Scope.READ, Scope.OPERATE),
            List.of(),
            clock.instant(),
            clock.instant().plusSeconds(3_600));
    file.add(issued.token());
    list = new TokenList(file.path(), new ManualTimers(), () -> 0.5);
    credentials =
        new Credentials(new ApiToken(Optional.empty()), list, TestOidcConfig.none(clock), clock);
    tickets = new Tickets(credentials, clock);
    caller = credentials.find(issued.secret()).orElseThrow();
  }

  @Test
  void redeem_inTime_mayReadAsTheTokenMay() {
    Tickets.Ticket ticket = tickets.issue(caller, PATH);

    Caller redeemed = tickets.redeem(ticket.text(), PATH).orElseThrow();

    assertThat(redeemed.token().name()).isEqualTo("page");
    assertThat(redeemed.token().scopes()).containsExactly(Scope.READ);
    assertThat(ticket.expiresAt()).isEqualTo(clock.instant().plus(Tickets.LIFETIME));
  }

  @Test
  void redeem_afterAMinute_isRefused() {
    String ticket = tickets.issue(caller, PATH).text();

    clock.advance(Duration.ofSeconds(59));
    assertThat(tickets.redeem(ticket, PATH)).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(tickets.redeem(ticket, PATH)).isEmpty();
  }

  @Test
  void redeem_otherPath_isRefused() {
    String ticket = tickets.issue(caller, PATH).text();

    assertThat(tickets.redeem(ticket, "/v1/jobs/job-2/stream")).isEmpty();
  }

  @Test
  void redeem_tokenWasRevoked_isRefused() throws IOException {
    String ticket = tickets.issue(caller, PATH).text();

    file.remove("page");
    list.refresh();

    assertThat(tickets.redeem(ticket, PATH)).isEmpty();
  }

  @Test
  void redeem_tokenHasExpired_isRefused() {
    clock.advance(Duration.ofSeconds(3_590));
    String ticket = tickets.issue(caller, PATH).text();

    clock.advance(Duration.ofSeconds(10));

    assertThat(tickets.redeem(ticket, PATH)).isEmpty();
  }

  @Test
  void redeem_tokenOfAPerson_mayReadUntilTheTokenExpires() {
    AccessToken.Issued person =
        AccessToken.issue(
            "alice",
            Set.of(Scope.READ),
            List.of(),
            clock.instant(),
            clock.instant().plusSeconds(30));
    String ticket = tickets.issue(new Caller(person.token()), PATH).text();

    clock.advance(Duration.ofSeconds(29));
    assertThat(tickets.redeem(ticket, PATH).orElseThrow().token().name()).isEqualTo("alice");
    clock.advance(Duration.ofSeconds(1));
    assertThat(tickets.redeem(ticket, PATH)).isEmpty();
  }

  @Test
  void redeem_ticketOfAServerWithoutCredentials_isRefusedOnceItHasSome() {
    String ticket = tickets.issue(credentials.anyone(), PATH).text();

    assertThat(tickets.redeem(ticket, PATH)).isEmpty();
  }

  @Test
  void redeem_laterEnd_isRefused() {
    String ticket = tickets.issue(caller, PATH).text();
    String[] parts = ticket.split("\\.");
    String longer = parts[0] + "." + (Long.parseLong(parts[1]) + 600) + "." + parts[2];

    assertThat(tickets.redeem(longer, PATH)).isEmpty();
  }

  @Test
  void redeem_ticketOfAnotherProcess_isRefused() {
    String ticket = new Tickets(credentials, clock).issue(caller, PATH).text();

    assertThat(tickets.redeem(ticket, PATH)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "0123456789abcdef.99999999999.x", "slc_AAAAAAAAAAAAAAAAAAAAAAAA"})
  void redeem_malformed_isRefused(String ticket) {
    assertThat(tickets.redeem(ticket, PATH)).isEmpty();
  }
}
