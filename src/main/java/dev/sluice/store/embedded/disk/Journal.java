package dev.sluice.store.embedded.disk;

import dev.sluice.store.embedded.disk.Disk.JournalFile;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The changes since the last checkpoint, in the order in which they were made. There is one
 * numbered file per checkpoint; the store holds the number of the file that follows it. The file
 * before that one is kept too: with it, a store file that is older by one checkpoint is complete.
 *
 * <p>A record holds the changes of one command: length, the length inverted, CRC-32C of the body,
 * body. The inverted length tells a damaged header from a record that was cut off; a killed process
 * leaves only the latter.
 */
public final class Journal {
  private static final Pattern NAME = Pattern.compile("journal-(\\d+)\\.log");

  /** Bytes before the body of a record. */
  public static final int HEADER = 12;

  private final Path directory;
  private final Disk disk;
  private volatile @Nullable JournalFile current;

  /** The number of the newest file. */
  private long number;

  private long size;
  private boolean torn;

  /** The number of records since the store was opened; changed by the thread that writes. */
  private volatile long appended;

  /** How many of them the disk has, at least. */
  private volatile long forced;

  public Journal(Path directory, Disk disk, long number) {
    this.directory = directory;
    this.disk = disk;
    this.number = number;
  }

  public static Path file(Path directory, long number) {
    return directory.resolve("journal-" + number + ".log");
  }

  /** The numbers of the non-empty journals in the directory, ascending. */
  public static List<Long> written(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Journal::isNonEmpty).map(Journal::number).sorted().toList();
    }
  }

  private static boolean isNonEmpty(Path file) {
    return number(file) >= 0 && file.toFile().length() > 0;
  }

  private static long number(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  public long size() {
    return size;
  }

  /**
   * Appends one record and returns once the operating system has it.
   *
   * @throws IOException if the record was not appended; the journal is unchanged
   */
  public void append(ByteBuffer record) throws IOException {
    JournalFile file = requireCurrent();
    if (torn) {
      cutOff(file);
    }
    int length = record.remaining();
    try {
      file.write(record, size);
    } catch (IOException | RuntimeException | Error e) {
      torn = true;
      cutOff(file);
      throw e;
    }
    size += length;
    appended = appended + 1;
  }

  /** Whether the disk has all records. */
  boolean isForced() {
    return forced >= appended;
  }

  long appended() {
    return appended;
  }

  void forcedUpTo(long records) {
    forced = Math.max(forced, records);
  }

  /** The file to which records go; null if the journal is closed. */
  @Nullable JournalFile current() {
    return current;
  }

  /** Removes a partly written record, since no record after it could be read. */
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

  /** The number of the file that will follow the next checkpoint. */
  public long next() {
    return number + 1;
  }

  /** Creates the file that will follow the next checkpoint, and returns once the disk has it. */
  public JournalFile prepare() throws IOException {
    JournalFile prepared = disk.create(file(directory, next()));
    try {
      disk.forceNames(directory);
      return prepared;
    } catch (IOException e) {
      prepared.close();
      throw e;
    }
  }

  /**
   * Directs further records to {@code next} and deletes the files before the previous one. Two
   * forced checkpoints cover those.
   */
  public void switchTo(JournalFile next) throws IOException {
    @Nullable JournalFile previous = current;
    current = next;
    forced = appended;
    number++;
    size = 0;
    torn = false;
    if (previous != null) {
      previous.close();
    }
    deleteBefore(number - 1);
  }

  private void deleteBefore(long oldest) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        long old = number(file);
        if (old >= 0 && old < oldest) {
          disk.delete(file);
        }
      }
    }
  }

  public void close() throws IOException {
    @Nullable JournalFile last = current;
    current = null;
    if (last != null) {
      last.close();
    }
  }

  /** Fills in the header, for which the first {@link #HEADER} bytes were left free. */
  public static ByteBuffer seal(ByteBuf record) {
    int length = record.writerIndex() - HEADER;
    record.setInt(0, length);
    record.setInt(4, ~length);
    record.setInt(8, checksum(record.nioBuffer(HEADER, length)));
    return record.nioBuffer(0, record.writerIndex());
  }

  /** CRC-32C. */
  public static int checksum(ByteBuffer body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }
}
