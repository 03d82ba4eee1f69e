package dev.sluice.cli.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The standard output. A {@link PrintStream} only reports that a write failed; this one keeps the
 * reason, since a closed pipe and a full disk end a command differently. Unlike {@code System.out},
 * which encodes for the locale, it writes UTF-8.
 */
public final class StandardOutput extends PrintStream {
  private final Recorder recorder;
  private final BooleanSupplier hasReader;
  private final boolean isStderrToo;

  private StandardOutput(Recorder recorder, BooleanSupplier hasReader, boolean isStderrToo) {
    super(new BufferedOutputStream(recorder), false, StandardCharsets.UTF_8);
    this.recorder = recorder;
    this.hasReader = hasReader;
    this.isStderrToo = isStderrToo;
  }

  /** The stdout of this process. */
  public static StandardOutput ofProcess() {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    String target = target(1);
    return to(out, StandardOutput::isPipe, !target.isEmpty() && target.equals(target(2)));
  }

  /**
   * @param hasReader whether another process reads what is written, as from a pipe
   * @param isStderrToo whether stderr is the same terminal, pipe or file
   */
  static StandardOutput to(OutputStream target, BooleanSupplier hasReader, boolean isStderrToo) {
    return new StandardOutput(new Recorder(target), hasReader, isStderrToo);
  }

  /** Whether stderr is the same terminal, pipe or file: its lines mix with those of stdout. */
  public boolean isStderrToo() {
    return isStderrToo;
  }

  /** The text of the error depends on the locale, the kind of the file does not. */
  private static boolean isPipe() {
    String target = target(1);
    return target.startsWith("pipe:") || target.startsWith("socket:");
  }

  /**
   * The target of an open file descriptor of this process; empty if the system does not show it.
   */
  private static String target(int descriptor) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
    } catch (IOException | UnsupportedOperationException noProc) {
      return "";
    }
  }

  /** Writes what is buffered; returns how the command has to end if that or a write failed. */
  @Nullable CliFailure failure() {
    if (!checkError()) {
      return null;
    }
    IOException cause = recorder.failure;
    String reason = cause == null ? "it is closed" : Objects.toString(cause.getMessage(), "failed");
    return reason.contains("Broken pipe") || hasReader.getAsBoolean()
        ? CliFailure.outputClosed()
        : CliFailure.outputFailed(reason);
  }

  /** Keeps the first failure. */
  private static final class Recorder extends FilterOutputStream {
    private volatile @Nullable IOException failure;

    Recorder(OutputStream target) {
      super(target);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        }
        throw e;
      }
    }
  }
}
