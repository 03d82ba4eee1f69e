package dev.sluice.cli.api;

import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.outbound.TrustedCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --server}, and the environment variables that go with it. */
public final class ServerOption {
  private static final String SERVER = "SLUICE_SERVER";
  private static final String CACERT = "SLUICE_CACERT";
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

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = {
        "Certificates in PEM that an https server must have or",
        "be signed by. Default: " + CACERT + ", then the JVM's."
      })
  private @Nullable Path certificates;

  public ServerOption(Environment env) {
    this.variables = env.variables();
  }

  /** The address from the option or the environment variable, if one of them is given. */
  public Optional<URI> given() {
    trustCertificates();
    if (option != null) {
      return Optional.of(parse("--server", option));
    }
    String variable = variables.getOrDefault(SERVER, "");
    return variable.isBlank() ? Optional.empty() : Optional.of(parse(SERVER, variable));
  }

  private void trustCertificates() {
    String variable = variables.getOrDefault(CACERT, "");
    if (certificates != null) {
      trust("--cacert", certificates);
    } else if (!variable.isBlank()) {
      trust(CACERT, Path.of(variable));
    }
  }

  private static void trust(String source, Path file) {
    try {
      TrustedCertificates.trustOnly(file);
    } catch (IOException e) {
      throw CliFailure.unreadable(source, file.toString(), e);
    } catch (IllegalArgumentException e) {
      throw CliFailure.usage(source + ": " + e.getMessage());
    }
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
