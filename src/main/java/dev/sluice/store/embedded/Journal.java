package dev.sluice.store.embedded;

import dev.sluice.store.embedded.Disk.JournalFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The changes since the last checkpoint, in the order in which they were made. There is one file
 * per checkpoint, numbered; the store holds the number of the one that follows it.
 */
final class Journal {
  private static final Pattern NAME = Pattern.compile("journal-(\\d+)\\.log");

  private final Path directory;
  private final Disk disk;
  private @Nullable JournalFile current;
  private long size;
  private boolean torn;

  Journal(Path directory, Disk disk) {
    this.directory = directory;
    this.disk = disk;
  }

  static Path file(Path directory, long number) {
    return directory.resolve("journal-" + number + ".log");
  }

  /** The numbers of the files in the directory that hold something, ascending. */
  static List<Long> written(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Journal::holdsSomething).map(Journal::number).sorted().toList();
    }
  }

  private static boolean holdsSomething(Path file) {
    return number(file) >= 0 && file.toFile().length() > 0;
  }

  private static long number(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  long size() {
    return size;
  }

  /**
   * Appends one record. When this returns, the operating system has it.
   *
   * @throws IOException if it was not appended; the journal is as before
   */
  void append(ByteBuffer record) throws IOException {
    JournalFile file = requireCurrent();
    if (torn) {
      cutOff(file);
    }
    int length = record.remaining();
    try {
      file.write(record, size);
    } catch (IOException e) {
      torn = true;
      cutOff(file);
      throw e;
    }
    size += length;
  }

  /** What was half written must go before anything is written behind it. */
  private void cutOff(JournalFile file) throws IOException {
    file.truncate(size);
    torn = false;
  }

  private JournalFile requireCurrent() throws IOException {
    JournalFile file = current;
    if (file == null) {
      throw new IOException("The journal is closed");
    }
    return file;
  }

  /** Creates the file that follows the next checkpoint; nothing is appended to it yet. */
  JournalFile prepare(long number) throws IOException {
    return disk.create(file(directory, number));
  }

  /** From here on records go to the file; those of earlier files are covered by the checkpoint. */
  void switchTo(JournalFile next, long number) throws IOException {
    @Nullable JournalFile previous = current;
    current = next;
    size = 0;
    torn = false;
    if (previous != null) {
      previous.close();
    }
    deleteBefore(number);
  }

  private void deleteBefore(long number) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        long old = number(file);
        if (old >= 0 && old < number) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  void close() throws IOException {
    @Nullable JournalFile last = current;
    current = null;
    if (last != null) {
      last.close();
    }
  }
}
