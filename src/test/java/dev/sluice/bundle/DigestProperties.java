package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.bundle.form.BundleWriter;
import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.text.WellFormed;
import dev.sluice.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** A task has the same digest in every form; different tasks have different digests. */
class DigestProperties {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Property(tries = 100)
  void digest_formsOfOneTask_isEqual(
      @ForAll("extras") ObjectNode extra,
      @ForAll("scripts") String script,
      @ForAll("extras") ObjectNode examples,
      @ForAll Random random)
      throws IOException {
    ObjectNode metadata = extra.deepCopy().put("name", "t").put("version", "1.0.0");
    ObjectNode schema = NODES.objectNode().put("type", "object").set("default", examples);
    Path directory = Files.createTempDirectory("sluice-digest-");
    try {
      TaskFolder folder =
          TaskFolder.empty(directory)
              .with("metadata.json", text(shuffled(metadata, random), random))
              .with("main.js", script)
              .with("input.schema.json", text(shuffled(schema, random), random));

      TaskBundle read = bundle(folder.read());
      byte[] zip = Zips.of(directory, "x/").bytes();
      byte[] definition = Json.mapper().writeValueAsBytes(BundleWriter.definition(read));

      BundleReader reader = new BundleReader();
      assertThat(bundle(reader.readZip(new ByteArrayInputStream(zip))).digest())
          .isEqualTo(read.digest());
      assertThat(bundle(reader.readZip(new ByteArrayInputStream(BundleWriter.zip(read)))).digest())
          .isEqualTo(read.digest());
      assertThat(bundle(reader.readDefinition(definition)).digest()).isEqualTo(read.digest());
      assertThat(reader.readDefinition(definition).warnings())
          .noneMatch(warning -> warning.field().equals("digest"));
    } finally {
      delete(directory);
    }
  }

  @Property(tries = 200)
  void digest_otherContent_differs(
      @ForAll("extras") ObjectNode one, @ForAll("extras") ObjectNode other) {
    boolean same = CanonicalJson.of(one).equals(CanonicalJson.of(other));

    assertThat(digest(one, "x", null).equals(digest(other, "x", null))).isEqualTo(same);
    assertThat(digest(one, "x", other)).isNotEqualTo(digest(one, "x", null));
    assertThat(digest(one, "x", other)).isNotEqualTo(digest(one, "x ", other));
  }

  private static String digest(ObjectNode extra, String script, @Nullable JsonNode schema) {
    Metadata metadata = new Metadata("t", SemanticVersion.of("1.0.0"), null, null, extra);
    return Digest.of(metadata, script, schema, null);
  }

  private static TaskBundle bundle(Report report) {
    assertThat(report.errors()).isEmpty();
    return Objects.requireNonNull(report.bundle());
  }

  /** The same JSON, with names in another order. */
  private static JsonNode shuffled(JsonNode node, Random random) {
    if (node.isArray()) {
      return NODES.arrayNode().addAll(elements(node).map(e -> shuffled(e, random)).toList());
    }
    if (!node.isObject()) {
      return node;
    }
    List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(node.properties());
    Collections.shuffle(fields, random);
    ObjectNode shuffled = NODES.objectNode();
    fields.forEach(field -> shuffled.set(field.getKey(), shuffled(field.getValue(), random)));
    return shuffled;
  }

  private static java.util.stream.Stream<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements.stream();
  }

  /** Varies white space and the byte order mark. */
  private static String text(JsonNode json, Random random) {
    return (random.nextBoolean() ? "\uFEFF" : "")
        + (random.nextBoolean() ? json.toPrettyString() : json.toString());
  }

  private static void delete(Path directory) throws IOException {
    for (String file : List.of("metadata.json", "main.js", "input.schema.json")) {
      Files.deleteIfExists(directory.resolve(file));
    }
    Files.delete(directory);
  }

  @Provide
  Arbitrary<String> scripts() {
    return text()
        .map(text -> "x" + text)
        .filter(text -> text.getBytes(StandardCharsets.UTF_8).length < 1_000);
  }

  @Provide
  Arbitrary<ObjectNode> extras() {
    return objects(
        Arbitraries.lazyOf(
            this::scalars,
            this::scalars,
            () -> scalars().list().ofMaxSize(3).map(list -> NODES.arrayNode().addAll(list)),
            () -> objects(scalars()).map(JsonNode.class::cast)));
  }

  private Arbitrary<ObjectNode> objects(Arbitrary<JsonNode> values) {
    // The prefix avoids fields with a meaning.
    Arbitrary<String> names = text().map(name -> "x-" + name);
    return Arbitraries.maps(names, values)
        .ofMaxSize(5)
        .map(
            map -> {
              ObjectNode object = NODES.objectNode();
              map.forEach(object::set);
              return object;
            });
  }

  private Arbitrary<JsonNode> scalars() {
    return Arbitraries.oneOf(
        text().map(NODES::textNode),
        Arbitraries.bigDecimals()
            .between(new BigDecimal("-1e30"), new BigDecimal("1e30"))
            .ofScale(9)
            .map(NODES::numberNode),
        Arbitraries.longs().map(NODES::numberNode),
        // A long has up to 19 digits, a double ends at 1.8e308.
        Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(-289, 280))
            .as((digits, scale) -> NODES.numberNode(BigDecimal.valueOf(digits, scale))),
        Arbitraries.of(true, false).map(NODES::booleanNode),
        Arbitraries.create(NODES::nullNode));
  }

  private static Arbitrary<String> text() {
    return Arbitraries.strings().ofMaxLength(12).filter(WellFormed::isWellFormed);
  }
}
