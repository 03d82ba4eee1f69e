package dev.sluice.store.embedded;

import dev.sluice.store.embedded.disk.ForwardingDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The file system of the machine, which notes for each file what the disk has and what it may have:
 * the writes since the file was last forced. Before each operation it shows what a loss of power
 * might leave to a {@link Witness}.
 */
final class PowerLossDisk extends ForwardingDisk {
  /** Receives the files of a directory after a loss of power. */
  interface Witness {
    void look(Map<String, byte[]> files);
  }

  private static final Map<String, PowerLossDisk> DISKS = new ConcurrentHashMap<>();

  static {
    FilePath.register(new NotedPath());
  }

  private final Map<String, NotedFile> files = new HashMap<>();
  private final Map<String, NotedFile> forcedNames = new HashMap<>();
  private final Random random;
  private final double chance;
  private final Witness witness;

  PowerLossDisk(Random random, double chance, Witness witness) {
    this.random = random;
    this.chance = chance;
    this.witness = witness;
  }

  private synchronized void maybeLosePower() {
    if (random.nextDouble() < chance) {
      witness.look(afterLoss());
    }
  }

  /** Names that were not forced come and go at random; so do the sectors that were not. */
  private Map<String, byte[]> afterLoss() {
    Set<String> all = new TreeSet<>(forcedNames.keySet());
    all.addAll(files.keySet());
    Map<String, byte[]> left = new HashMap<>();
    for (String name : all) {
      @Nullable NotedFile now = files.get(name);
      @Nullable NotedFile file = random.nextBoolean() ? now : forcedNames.get(name);
      if (file != null) {
        left.put(name, file.afterLoss(random));
      }
    }
    return left;
  }

  private NotedFile note(String name) {
    return files.computeIfAbsent(name, absent -> new NotedFile());
  }

  @Override
  public synchronized JournalFile create(Path file) throws IOException {
    maybeLosePower();
    NotedFile noted = note(file.getFileName().toString());
    noted.truncate(0);
    return new Noting(LOCAL.create(file), noted);
  }

  @Override
  public synchronized JournalFile open(Path file) throws IOException {
    return new Noting(LOCAL.open(file), note(file.getFileName().toString()));
  }

  @Override
  public synchronized void forceNames(Path directory) throws IOException {
    maybeLosePower();
    LOCAL.forceNames(directory);
    forcedNames.clear();
    forcedNames.putAll(files);
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    maybeLosePower();
    LOCAL.delete(file);
    files.remove(file.getFileName().toString());
  }

  @Override
  public synchronized void rename(Path file, Path name) throws IOException {
    maybeLosePower();
    LOCAL.rename(file, name);
    NotedFile noted = files.remove(file.getFileName().toString());
    files.put(name.getFileName().toString(), Objects.requireNonNull(noted));
  }

  @Override
  public String nameOf(Path file) {
    DISKS.put(file.toAbsolutePath().toString(), this);
    return NotedPath.SCHEME + ":" + file.toAbsolutePath();
  }

  /** A file of a journal. */
  private final class Noting extends ForwardingFile {
    private final NotedFile noted;

    Noting(JournalFile real, NotedFile noted) {
      super(real);
      this.noted = noted;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      synchronized (PowerLossDisk.this) {
        maybeLosePower();
        noted.write(bytes.duplicate(), position);
        super.write(bytes, position);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (PowerLossDisk.this) {
        maybeLosePower();
        noted.truncate(size);
        super.truncate(size);
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (PowerLossDisk.this) {
        maybeLosePower();
        super.force();
        noted.force();
      }
    }
  }

  /** MVStore's way to the files of a disk. */
  public static final class NotedPath extends FilePathWrapper {
    static final String SCHEME = "powerloss";

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
      String path = name.substring(SCHEME.length() + 1);
      PowerLossDisk disk = DISKS.get(path);
      if (disk == null) {
        throw new IOException("no disk for " + path);
      }
      synchronized (disk) {
        NotedFile noted = disk.note(Path.of(path).getFileName().toString());
        return new NotedChannel(getBase().open(mode), disk, noted);
      }
    }
  }

  private static final class NotedChannel extends FileBaseDefault {
    private final FileChannel real;
    private final PowerLossDisk disk;
    private final NotedFile noted;

    NotedChannel(FileChannel real, PowerLossDisk disk, NotedFile noted) {
      this.real = real;
      this.disk = disk;
      this.noted = noted;
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return real.read(target, position);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
      synchronized (disk) {
        disk.maybeLosePower();
        noted.write(bytes.duplicate(), position);
        int length = bytes.remaining();
        long at = position;
        while (bytes.hasRemaining()) {
          at += real.write(bytes, at);
        }
        return length;
      }
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      synchronized (disk) {
        disk.maybeLosePower();
        noted.truncate(size);
        real.truncate(size);
      }
    }

    @Override
    public void force(boolean metaData) throws IOException {
      synchronized (disk) {
        disk.maybeLosePower();
        noted.force();
      }
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      real.close();
    }
  }
}
