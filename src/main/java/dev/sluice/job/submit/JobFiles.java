package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.files.Glob;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.StoredFiles;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields {@code file_id} and {@code collect} of a submission. */
final class JobFiles {
  private static final String FILE = "file_id";
  private static final String COLLECT = "collect";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final int MOST_PATTERNS = 50;
  private static final int LONGEST_PATTERN = 512;

  private JobFiles() {}

  /** Reads the fields into the job. */
  static void read(JsonFields fields, Job job) {
    job.fileId = fileId(fields);
    job.collect = collect(fields);
  }

  /** Rejects the fields, which {@code operation} does not take. */
  static void refuse(JsonFields fields, String operation) {
    for (String field : List.of(FILE, COLLECT)) {
      if (fields.any(field) != null) {
        fields.reject(field, "not_for_operation", "cannot be given for " + operation);
      }
    }
  }

  /** Fails with a 400 problem that names the field if there is no such file. */
  static Uni<Void> require(StoredFiles files, Job job) {
    String id = job.fileId;
    return id == null
        ? Uni.createFrom().voidItem()
        : files.exists(id).invoke(exists -> require(exists, id)).replaceWithVoid();
  }

  private static void require(boolean exists, String id) {
    if (!exists) {
      throw ProblemException.invalid(FILE, "unknown_file", "is unknown: there is no file " + id);
    }
  }

  private static @Nullable String fileId(JsonFields fields) {
    String id = fields.string(FILE, 128);
    if (id != null && !ID.matcher(id).matches()) {
      fields.reject(FILE, "invalid_id", "must be the id of a file");
      return null;
    }
    return id;
  }

  private static @Nullable List<String> collect(JsonFields fields) {
    JsonNode given = fields.any(COLLECT);
    if (given == null || (given.isBoolean() && !given.booleanValue())) {
      return null;
    }
    if (given.isBoolean()) {
      return List.of(Glob.ALL);
    }
    if (!given.isArray()) {
      return fields.wrongType(COLLECT, "true or an array of globs", given);
    }
    List<String> patterns = fields.strings(COLLECT, MOST_PATTERNS, LONGEST_PATTERN);
    for (int i = 0; i < patterns.size(); i++) {
      check(fields, COLLECT + "[" + i + "]", patterns.get(i));
    }
    return patterns.isEmpty() ? null : List.copyOf(patterns);
  }

  private static void check(JsonFields fields, String field, String pattern) {
    try {
      Glob.of(pattern);
    } catch (IllegalArgumentException e) {
      fields.reject(field, "invalid_glob", String.valueOf(e.getMessage()));
    }
  }
}
