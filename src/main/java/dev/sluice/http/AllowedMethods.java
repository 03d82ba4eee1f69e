package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The methods of each path, from the OpenAPI document, for the {@code Allow} header. Read on first
 * use, because few requests need it.
 */
@Singleton
final class AllowedMethods {
  private volatile @Nullable Map<Pattern, String> byPath;

  /** The value of {@code Allow}; empty for an unknown path. */
  String of(String path) {
    Map<Pattern, String> known = byPath;
    if (known == null) {
      known = read();
      byPath = known;
    }
    return known.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(path).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  private static Map<Pattern, String> read() {
    Map<Pattern, String> methods = new LinkedHashMap<>();
    ApiDocument.json()
        .path("paths")
        .properties()
        .forEach(path -> methods.put(pattern(path.getKey()), allow(path.getValue())));
    return methods;
  }

  private static Pattern pattern(String template) {
    return Pattern.compile(template.replaceAll("\\{[^}]*}", "[^/]+") + "/?");
  }

  private static String allow(JsonNode path) {
    Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));
    for (String method : Set.of("get", "post", "put", "patch", "delete", "head")) {
      if (path.has(method)) {
        methods.add(method.toUpperCase(Locale.ROOT));
      }
    }
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return String.join(", ", methods);
  }
}
