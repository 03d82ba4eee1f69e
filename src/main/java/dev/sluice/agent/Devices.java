package dev.sluice.agent;

import dev.sluice.text.Printable;
import dev.sluice.wire.worker.Device;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The processors of this machine: its CPU, and the GPUs that {@code nvidia-smi} lists where that
 * program is installed.
 */
final class Devices {
  private static final Logger LOG = System.getLogger(Devices.class.getName());

  /** A driver that is not loaded yet takes a second or two. */
  static final long PATIENCE_MS = 5_000;

  /** The most GPUs that a registration may list beside its CPU. */
  private static final int MOST_GPUS = 63;

  private static final int LONGEST_NAME = 128;
  private static final int MOST_BYTES = 64 << 10;
  private static final Pattern CPU_MODEL = Pattern.compile("(?m)^model name\\s*: *(\\S.*)$");

  /**
   * The name may contain commas; memory and capability are {@code [N/A]} if the GPU reports none.
   */
  private static final Pattern GPU =
      Pattern.compile("(\\S.*), *(?:(\\d{1,8})|[^,]*), *(?:(\\d{1,3}\\.\\d{1,3})|[^,]*)");

  private final String cpuInfo;
  private final @Nullable Path program;
  private final long patienceMs;

  /**
   * @param cpuInfo as in {@code /proc/cpuinfo}
   * @param program the path of {@code nvidia-smi}; null if it is not installed
   */
  Devices(String cpuInfo, @Nullable Path program, long patienceMs) {
    this.cpuInfo = cpuInfo;
    this.program = program;
    this.patienceMs = patienceMs;
  }

  static Devices ofThisMachine() {
    return new Devices(
        Machine.read(Path.of("/proc/cpuinfo")), onPath(System.getenv("PATH")), PATIENCE_MS);
  }

  /**
   * @param path directories, as in the variable of that name
   * @return the path of {@code nvidia-smi}; null if no directory has it
   */
  static @Nullable Path onPath(@Nullable String path) {
    for (String directory : path == null ? new String[0] : path.split(":")) {
      Path program = Path.of(directory, "nvidia-smi");
      if (program.isAbsolute() && Files.isExecutable(program) && Files.isRegularFile(program)) {
        return program;
      }
    }
    return null;
  }

  /** Reads the devices within the time limit; logs why the GPUs cannot be listed. */
  List<Device> read() throws InterruptedException {
    List<Device> devices = new ArrayList<>();
    devices.add(new Device("CPU-0", cpuName(), "cpu", null, null));
    if (program != null) {
      try {
        devices.addAll(gpus(list(program)));
      } catch (IOException e) {
        LOG.log(Level.WARNING, "the GPUs of this machine are not registered: " + e.getMessage());
      }
    }
    return devices;
  }

  private String cpuName() {
    Matcher model = CPU_MODEL.matcher(cpuInfo);
    return model.find() ? name(model.group(1)) : System.getProperty("os.arch", "unknown");
  }

  /**
   * One line for each GPU. The output fits into the pipe, so the program ends before it is read.
   */
  private String list(Path nvidiaSmi) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                nvidiaSmi.toString(),
                "--query-gpu=name,memory.total,compute_cap",
                "--format=csv,noheader,nounits")
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(patienceMs, TimeUnit.MILLISECONDS)) {
        throw new IOException(nvidiaSmi + " did not end within " + patienceMs + " ms");
      }
      if (process.exitValue() != 0) {
        throw new IOException(nvidiaSmi + " ended with exit code " + process.exitValue());
      }
      InputStream out = process.getInputStream();
      byte[] printed = out.readNBytes(Math.min(out.available(), MOST_BYTES));
      return new String(printed, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<Device> gpus(String printed) throws IOException {
    List<Device> gpus = new ArrayList<>();
    for (String line : printed.lines().limit(MOST_GPUS).toList()) {
      Matcher gpu = GPU.matcher(line.strip());
      if (!gpu.matches()) {
        throw new IOException("nvidia-smi printed '" + Printable.excerpt(line) + "'");
      }
      String id = "GPU-" + gpus.size();
      gpus.add(new Device(id, name(gpu.group(1)), "gpu", gib(gpu.group(2)), gpu.group(3)));
    }
    return gpus;
  }

  private static @Nullable Long gib(@Nullable String mib) {
    return mib == null ? null : Math.round(Long.parseLong(mib) / 1024.0);
  }

  private static String name(String text) {
    return Printable.clean(text.substring(0, Math.min(text.length(), LONGEST_NAME)), "?");
  }
}
