package dev.sluice.bundle.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SpecificationVersion;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The supported drafts of JSON Schema: 4, 6, 7, 2019-09 and 2020-12. */
final class Drafts {
  /** The draft of a schema without {@code $schema}. */
  private static final SpecificationVersion DEFAULT = SpecificationVersion.DRAFT_2020_12;

  private static final Pattern VOCABULARY = Pattern.compile("/meta/[a-z-]+");

  static final String KNOWN =
      String.join(
          ", ",
          Arrays.stream(SpecificationVersion.values())
              .map(SpecificationVersion::getDialectId)
              .toList());

  private Drafts() {}

  /** Empty if {@code $schema} names an unsupported draft. */
  static Optional<SpecificationVersion> of(JsonNode schema) {
    JsonNode named = schema.get("$schema");
    if (named == null) {
      return Optional.of(DEFAULT);
    }
    return named.isTextual() ? byId(named.textValue()) : Optional.empty();
  }

  private static Optional<SpecificationVersion> byId(String id) {
    return Arrays.stream(SpecificationVersion.values())
        .filter(draft -> plain(draft.getDialectId()).equals(plain(id)))
        .findFirst();
  }

  /** Whether {@code iri} is a published meta-schema, or the meta-schema of a vocabulary. */
  static boolean isMetaSchema(String iri) {
    String plain = plain(iri);
    return Arrays.stream(SpecificationVersion.values())
        .map(draft -> plain(draft.getDialectId()))
        .anyMatch(id -> plain.equals(id) || isVocabulary(plain, id));
  }

  /** For example {@code …/draft/2020-12/meta/core} beside {@code …/draft/2020-12/schema}. */
  private static boolean isVocabulary(String iri, String dialect) {
    String home = dialect.substring(0, dialect.lastIndexOf('/'));
    return iri.startsWith(home + "/meta/")
        && VOCABULARY.matcher(iri.substring(home.length())).matches();
  }

  private static String plain(String id) {
    String bare = id.endsWith("#") ? id.substring(0, id.length() - 1) : id;
    return bare.replaceFirst("^https?://", "");
  }
}
