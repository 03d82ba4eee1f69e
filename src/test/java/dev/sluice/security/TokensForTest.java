package dev.sluice.security;

import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import dev.sluice.token.TokenFile;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server with one token for each scope, named like the scope. */
public final class TokensForTest implements QuarkusTestResourceLifecycleManager {
  private static final String PROPERTY = "sluice.test.token.";

  private final Map<String, String> settings = new ConcurrentHashMap<>();

  @Override
  public Map<String, String> start() {
    try {
      Path directory = Files.createTempDirectory(Path.of("target"), "tokens-");
      TokenFile file = new TokenFile(directory.resolve("tokens.json"));
      settings.put("sluice.api.tokens-file", file.path().toString());
      for (Scope scope : Scope.values()) {
        AccessToken.Issued issued =
            AccessToken.issue(scope.text(), Set.of(scope), List.of(), Instant.EPOCH, null);
        file.add(issued.token());
        settings.put(PROPERTY + scope.text(), issued.secret());
      }
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    settings.clear();
  }

  /** The name of the property with a scope's secret. */
  public static String property(Scope scope) {
    return PROPERTY + scope.name().toLowerCase(Locale.ROOT);
  }
}
