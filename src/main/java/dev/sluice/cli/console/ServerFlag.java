package dev.sluice.cli.console;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --server}, and what stands in for it. */
public final class ServerFlag {
  static final String DEFAULT = "http://127.0.0.1:8500";

  private final Map<String, String> variables;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = {"Address of the server. Else SLUICE_SERVER, else", DEFAULT + "."})
  private @Nullable String flag;

  public ServerFlag(Environment env) {
    this.variables = env.variables();
  }

  /** Where the server is, as far as anybody said. */
  public Optional<URI> given() {
    if (flag != null) {
      return Optional.of(parse("--server", flag));
    }
    String variable = variables.getOrDefault(Variables.SERVER, "");
    return variable.isBlank() ? Optional.empty() : Optional.of(parse(Variables.SERVER, variable));
  }

  public URI orDefault() {
    return given().orElse(URI.create(DEFAULT));
  }

  /** What the server asks of its callers, where it asks for anything. */
  @Nullable
  public String apiToken() {
    String token = variables.getOrDefault(Variables.API_TOKEN, "");
    return token.isBlank() ? null : token.strip();
  }

  private static URI parse(String source, String text) {
    try {
      URI uri = new URI(text.strip());
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // said below: the parser's own words are about characters, not about what is wanted
    }
    throw CliFailure.usage(
        source + ": '" + text + "' is not an address such as " + DEFAULT + " or https://host/path");
  }
}
