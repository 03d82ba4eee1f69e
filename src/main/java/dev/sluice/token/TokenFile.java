package dev.sluice.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.files.AtomicFile;
import dev.sluice.files.PrivateFile;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The tokens of a server, as JSON: {@code {"tokens": [{"name": …, "scopes": […], "sha256": …}]}}.
 * Writers take turns by a lock file beside it; a reader sees the state before a change or after it.
 */
public final class TokenFile {
  private static final ObjectMapper MAPPER = Json.mapper();
  private static final String LIST = "tokens";

  private final Path path;

  public TokenFile(Path path) {
    this.path = path;
  }

  public Path path() {
    return path;
  }

  /**
   * The tokens in the file; none if it does not exist.
   *
   * @throws TokenFileException if the content is malformed
   */
  public List<AccessToken> read() throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    JsonNode json = parse(content);
    if (!json.isObject() || !json.path(LIST).isArray()) {
      throw new TokenFileException(path + " must be an object with an array 'tokens'");
    }
    List<AccessToken> tokens = new ArrayList<>();
    for (JsonNode item : json.path(LIST)) {
      String at = LIST + "[" + tokens.size() + "]";
      tokens.add(new TokenReader(path, at, item).read());
    }
    return tokens;
  }

  private JsonNode parse(byte[] content) throws IOException {
    try {
      return MAPPER.readTree(content);
    } catch (JsonProcessingException e) {
      throw new TokenFileException(path + " is not JSON, at line " + e.getLocation().getLineNr());
    }
  }

  /**
   * Adds a token.
   *
   * @throws TokenFileException if a token has that name already
   */
  public void add(AccessToken token) throws IOException {
    change(
        tokens -> {
          List<AccessToken> all = new ArrayList<>(tokens);
          all.add(token);
          return all;
        },
        token.name(),
        false);
  }

  /**
   * Removes the token of that name.
   *
   * @throws TokenFileException if no token has that name
   */
  public void remove(String name) throws IOException {
    change(
        tokens -> tokens.stream().filter(token -> !token.name().equals(name)).toList(), name, true);
  }

  private void change(UnaryOperator<List<AccessToken>> change, String name, boolean mustExist)
      throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    Path lock = path.resolveSibling(path.getFileName() + ".lock");
    try (FileChannel channel = PrivateFile.truncate(lock)) {
      channel.lock();
      List<AccessToken> tokens = read();
      boolean exists = tokens.stream().anyMatch(token -> token.name().equals(name));
      if (exists != mustExist) {
        throw new TokenFileException(
            path + (exists ? " has a token named " : " has no token named ") + name);
      }
      AtomicFile.write(path, json(change.apply(tokens)));
    }
  }

  private static byte[] json(List<AccessToken> tokens) throws JsonProcessingException {
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode list = root.putArray(LIST);
    for (AccessToken token : tokens) {
      ObjectNode item = MAPPER.valueToTree(token);
      ArrayNode scopes = item.putArray("scopes");
      token.scopes().forEach(scope -> scopes.add(scope.text()));
      list.add(item);
    }
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }
}
