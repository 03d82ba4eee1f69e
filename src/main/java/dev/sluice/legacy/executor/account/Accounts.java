package dev.sluice.legacy.executor.account;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;

import dev.sluice.store.Stored;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored accounts, and the only writer of their documents. */
@Singleton
final class Accounts {
  private final Passwords passwords;
  private final Clock clock;

  Accounts(Passwords passwords, Clock clock) {
    this.passwords = passwords;
    this.clock = clock;
  }

  /**
   * @return empty if the name is taken; fails with 503 when too many passwords are being hashed
   */
  Uni<Optional<Account>> register(Credentials user, @Nullable String email) {
    return passwords.hash(user.password()).chain(hash -> store(user.username(), email, hash));
  }

  private Uni<Optional<Account>> store(String username, @Nullable String email, String hash) {
    Account account = new Account();
    account.username = username;
    account.email = email;
    account.hash = hash;
    account.createdAt = clock.instant();
    return Account.mongoCollection()
        .insertOne(account)
        .replaceWith(Optional.of(account))
        .onFailure(Stored::isDuplicate)
        .recoverWithItem(Optional.empty());
  }

  /**
   * @return empty if the name or the password is wrong, after the same time; fails with 503 when
   *     too many passwords are being hashed
   */
  Uni<Optional<Account>> logIn(Credentials user) {
    return find(user.username())
        .chain(
            found ->
                passwords
                    .matches(user.password(), found.map(account -> account.hash))
                    .chain(right -> right ? loggedIn(found) : nothing()));
  }

  private Uni<Optional<Account>> loggedIn(Optional<Account> account) {
    return Account.mongoCollection()
        .updateOne(eq("_id", account.orElseThrow().username), set("lastLoginAt", clock.instant()))
        .replaceWith(account);
  }

  private static Uni<Optional<Account>> nothing() {
    return Uni.createFrom().item(Optional.empty());
  }

  Uni<Optional<Account>> find(String username) {
    return Account.mongoCollection()
        .find(eq("_id", username))
        .collect()
        .first()
        .map(Optional::ofNullable);
  }
}
