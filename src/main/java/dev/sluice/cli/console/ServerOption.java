package dev.sluice.cli.console;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --server}, and the environment variables that go with it. */
public final class ServerOption {
  private static final String SERVER = "SLUICE_SERVER";
  private static final String DEFAULT = "http://127.0.0.1:8500";

  private final Map<String, String> variables;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = {
        "Address of the server. Default: " + SERVER + ", then",
        DEFAULT + "; for 'run' a private server."
      })
  private @Nullable String option;

  ServerOption(Environment env) {
    this.variables = env.variables();
  }

  /** The address from the option or the environment variable, if one of them is given. */
  public Optional<URI> given() {
    if (option != null) {
      return Optional.of(parse("--server", option));
    }
    String variable = variables.getOrDefault(SERVER, "");
    return variable.isBlank() ? Optional.empty() : Optional.of(parse(SERVER, variable));
  }

  public URI orDefault() {
    return given().orElse(URI.create(DEFAULT));
  }

  private static URI parse(String source, String text) {
    try {
      URI uri = new URI(text.strip());
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // The message below says what is expected; the parser's message names a character.
    }
    throw CliFailure.usage(
        source + ": '" + text + "' is not an address such as " + DEFAULT + " or https://host/path");
  }
}
