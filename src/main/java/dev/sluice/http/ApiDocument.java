package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The OpenAPI document of the service, written by hand. Read on request and not kept: parsing it at
 * the start took a seventh of the start.
 */
final class ApiDocument {
  private static final String FILE = "/META-INF/openapi.yaml";

  private ApiDocument() {}

  static byte[] yaml() {
    try (InputStream in = ApiDocument.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + FILE);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json() {
    try {
      return new YAMLMapper().readTree(yaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
