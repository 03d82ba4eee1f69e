package dev.sluice.legacy.executor.account;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/** The document of a user. Only {@link Accounts} writes. */
@MongoEntity(collection = "executor_users")
public class Account extends ReactivePanacheMongoEntityBase {
  static final String USER = "user";

  @BsonId public String username = "";

  public @Nullable String email;

  /** By bcrypt, in the form of OpenBSD. */
  public String hash = "";

  public String role = USER;

  public Instant createdAt = Instant.EPOCH;

  public @Nullable Instant lastLoginAt;

  /** Its collection. */
  public static ReactiveMongoCollection<Account> mongoCollection() {
    return Documents.of(Account.class);
  }
}
