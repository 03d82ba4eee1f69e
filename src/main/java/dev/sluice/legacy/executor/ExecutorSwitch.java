package dev.sluice.legacy.executor;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whether the server has the routes of the older executor. */
@Singleton
final class ExecutorSwitch {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");

  private final boolean on;

  /**
   * @param host on which the server listens
   */
  @Inject
  ExecutorSwitch(ExecutorConfig config, @ConfigProperty(name = "quarkus.http.host") String host) {
    this.on = config.enabled().orElseGet(() -> LOOPBACK.matcher(host).matches());
  }

  boolean isOn() {
    return on;
  }
}
