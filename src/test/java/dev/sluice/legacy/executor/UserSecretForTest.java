package dev.sluice.legacy.executor;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * A server that has accounts of the older executor, and does not check the tokens of its agents.
 */
public final class UserSecretForTest implements QuarkusTestResourceLifecycleManager {
  @Override
  public Map<String, String> start() {
    return Map.of("sluice.legacy.auth.user-secret", SecretsForTest.OF_USERS);
  }

  @Override
  public void stop() {}
}
