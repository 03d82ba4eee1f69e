package dev.sluice.legacy.executor;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A server that checks the tokens of the older executor. */
public final class SecretsForTest implements QuarkusTestResourceLifecycleManager {
  static final String OF_WORKERS = "the secret of workers, of the tests";
  static final String OF_USERS = "the secret of users, of the tests";

  @Override
  public Map<String, String> start() {
    return Map.of(
        "sluice.legacy.auth.worker-secret", OF_WORKERS,
        "sluice.legacy.auth.user-secret", OF_USERS);
  }

  @Override
  public void stop() {}
}
