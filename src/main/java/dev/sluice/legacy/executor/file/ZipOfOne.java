package dev.sluice.legacy.executor.file;

import dev.sluice.file.StoredFile;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes a ZIP with one file while the file is read. */
final class ZipOfOne {
  private final ByteArrayOutputStream made = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(made);

  private ZipOfOne() {
    zip.setLevel(Deflater.BEST_SPEED);
  }

  /**
   * Whether the name of a file lets an agent of Sluice unpack it: it ends in {@code .zip} or has no
   * ending.
   */
  static boolean mayBeZip(StoredFile file) {
    String name = file.filename().toLowerCase(Locale.ROOT);
    return name.endsWith(".zip") || name.indexOf('.') < 0;
  }

  /**
   * @param content of the file
   */
  static Multi<Buffer> of(StoredFile file, Multi<Buffer> content) {
    return Multi.createFrom()
        .deferred(
            () -> {
              ZipOfOne one = new ZipOfOne();
              Multi<Buffer> body = content.map(one::add);
              return Multi.createBy()
                  .concatenating()
                  .streams(
                      Multi.createFrom().item(() -> one.begin(file)),
                      body,
                      Multi.createFrom().item(one::end))
                  .filter(part -> part.length() > 0);
            });
  }

  private Buffer begin(StoredFile file) {
    return drain(
        () -> {
          ZipEntry entry = new ZipEntry(file.filename());
          entry.setTime(file.createdAt().toEpochMilli());
          zip.putNextEntry(entry);
        });
  }

  private Buffer add(Buffer part) {
    return drain(() -> zip.write(part.getBytes()));
  }

  private Buffer end() {
    return drain(zip::close);
  }

  private interface Step {
    void run() throws IOException;
  }

  private Buffer drain(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Buffer part = Buffer.buffer(made.toByteArray());
    made.reset();
    return part;
  }
}
