package dev.sluice.agent.file;

import dev.sluice.agent.run.AgentContext;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.InvalidJobException;
import dev.sluice.archive.ArchiveLimits;
import dev.sluice.archive.RefusedArchiveException;
import dev.sluice.archive.ZipUnpacker;
import dev.sluice.files.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Puts the file of a job into the directory of an attempt: a ZIP unpacked, another as it is. */
final class Placement {
  /** Between two looks for a stop while another ZIP is unpacked. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private final AgentContext context;
  private final ArchiveLimits limits;

  /** One at a time: the directory of a large ZIP takes a good part of the heap. */
  private final Semaphore unpacking = new Semaphore(1);

  Placement(AgentContext context, ArchiveLimits limits) {
    this.context = context;
    this.limits = limits;
  }

  /**
   * Fetches the file and puts it in its place.
   *
   * @throws InvalidJobException if the file is refused
   * @throws IOException if it cannot be fetched or written
   */
  void place(Execution execution, Stopping stopping, String fileId)
      throws InvalidJobException, IOException, InterruptedException {
    // Beside the job's directory, which the job must not find half of a file in.
    Path temporary = context.directory().createTemporary(".file-");
    try {
      Path fetched = temporary.resolve("content");
      Download download = new Download(context, execution, stopping, fileId, limits.bytes());
      String name = download.to(fetched).name();
      if (isToBeUnpacked(name) && ZipUnpacker.isZip(fetched)) {
        unpack(fetched, execution, stopping, name);
      } else {
        Files.move(fetched, execution.directory().resolve(name));
      }
    } finally {
      DirectoryTree.delete(temporary);
    }
  }

  /** Files of other formats, such as JARs, begin as a ZIP does too. */
  private static boolean isToBeUnpacked(String name) {
    return name.indexOf('.') < 0 || name.toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  private void unpack(Path zip, Execution execution, Stopping stopping, String name)
      throws InvalidJobException, IOException, InterruptedException {
    while (!unpacking.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      stopping.check();
    }
    try {
      ZipUnpacker.unpack(zip, execution.directory(), limits, bytes -> stopping.check());
    } catch (RefusedArchiveException e) {
      throw new InvalidJobException(e.code(), "The file " + name + " " + e.getMessage());
    } finally {
      unpacking.release();
    }
  }
}
