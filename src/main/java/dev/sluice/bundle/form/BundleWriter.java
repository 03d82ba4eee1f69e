package dev.sluice.bundle.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.CanonicalJson;
import dev.sluice.bundle.StrictJson;
import dev.sluice.bundle.TaskBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a task in the forms that {@link BundleReader} reads. */
public final class BundleWriter {
  /** The earliest time that a ZIP can express; the current time would change the bytes. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private BundleWriter() {}

  /** {@code {metadata, script, input_schema?, output_schema?, digest}}. */
  public static ObjectNode definition(TaskBundle task) {
    ObjectNode definition = StrictJson.MAPPER.createObjectNode();
    definition.set("metadata", task.metadata().json());
    definition.put("script", task.script());
    if (task.inputSchema() != null) {
      definition.set("input_schema", task.inputSchema());
    }
    if (task.outputSchema() != null) {
      definition.set("output_schema", task.outputSchema());
    }
    return definition.put("digest", task.digest());
  }

  /**
   * Returns the content that the digest covers as a ZIP. The same digest gives the same bytes on
   * every machine: entries have a fixed order and a fixed time, JSON is in canonical form, and
   * nothing is deflated, because the result depends on the JDK. The tests are left out, because the
   * digest does not cover them.
   */
  public static byte[] zip(TaskBundle task) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, FilesReader.METADATA, CanonicalJson.of(task.metadata().json()));
      put(zip, FilesReader.SCRIPT, task.script());
      put(zip, FilesReader.INPUT_SCHEMA, task.inputSchema());
      put(zip, FilesReader.OUTPUT_SCHEMA, task.outputSchema());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, @Nullable JsonNode json)
      throws IOException {
    if (json != null) {
      put(zip, name, CanonicalJson.of(json));
    }
  }

  private static void put(ZipOutputStream zip, String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
