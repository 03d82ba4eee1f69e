package dev.sluice.agent.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.agent.run.WorkerDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts an {@link Isolation} around commands, by the programs prlimit, setpriv and bwrap and by
 * cgroups.
 */
final class Isolator {
  /** A sandbox shows those of them that exist. */
  private static final List<String> SYSTEM =
      List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/opt", "/nix");

  /** Where the configuration of name resolution is on systems with systemd. */
  private static final String RESOLVER = "/run/systemd/resolve";

  private static final long MB = 1L << 20;

  private final Isolation isolation;

  /** The account of the commands and its group; null for those of the agent. */
  private final @Nullable UserPrincipal account;

  private final String group;

  private Isolator(Isolation isolation, @Nullable UserPrincipal account, String group) {
    this.isolation = isolation;
    this.account = account;
    this.group = group;
  }

  /**
   * Tries the isolation with a command that does nothing.
   *
   * @param directory of the agent, which will contain those of the attempts
   * @throws IllegalArgumentException if it does not work on this machine; the message quotes the
   *     program
   */
  static Isolator of(Isolation isolation, WorkerDirectory directory) throws IOException {
    if (isolation.isNone() && isolation.cgroup() == null && isolation.limits().isEmpty()) {
      return new Isolator(isolation, null, "");
    }
    if (isolation.runAs() != null) {
      directory.letOthersPass();
    }
    Path probe = directory.createTemporary("isolation-");
    try {
      return tried(isolation, probe);
    } catch (IOException e) {
      throw new IllegalArgumentException("jobs cannot be isolated: " + e.getMessage(), e);
    } finally {
      Files.delete(probe);
    }
  }

  private static Isolator tried(Isolation isolation, Path probe) throws IOException {
    Isolator isolator = of(isolation, probe);
    isolator.handOver(probe);
    if (isolation.cgroup() != null) {
      Cgroup.prepare(isolation.cgroup(), isolation.limits());
    }
    try (Cgroup cgroup = isolator.newCgroup("probe-" + ProcessHandle.current().pid())) {
      List<String> command = isolator.prefix(cgroup, probe, probe);
      command.add("true");
      output(command, probe);
    }
    return isolator;
  }

  private static Isolator of(Isolation isolation, Path directory) throws IOException {
    String user = isolation.runAs();
    if (user == null) {
      return new Isolator(isolation, null, "");
    }
    try {
      UserPrincipal account =
          directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
      return new Isolator(isolation, account, output(List.of("id", "-g", user), directory));
    } catch (UserPrincipalNotFoundException e) {
      throw new IOException("no account is named " + user, e);
    }
  }

  private static String output(List<String> command, Path directory) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.get(0) + " ran", e);
    }
    return said;
  }

  /**
   * The cgroup of one command, with the limits that hold for all of its processes.
   *
   * @param name unique on this machine
   */
  Cgroup newCgroup(String name) throws IOException {
    Path parent = isolation.cgroup();
    return parent == null ? Cgroup.NONE : Cgroup.in(parent, name, isolation.limits());
  }

  /**
   * The programs and arguments to put before a command.
   *
   * @param cgroup that the command runs in
   * @param own the directory that the command may write to
   * @param workDir in which it starts, {@code own} or a directory in it
   */
  List<String> prefix(Cgroup cgroup, Path own, Path workDir) {
    List<String> words = new ArrayList<>(cgroup.prefix());
    Map<String, Long> limits = limitsOfEachProcess();
    if (!limits.isEmpty()) {
      words.add("prlimit");
      limits.forEach((name, value) -> words.add(limit(name, value)));
      words.add("--");
    }
    if (isolation.runAs() != null) {
      words.addAll(List.of("setpriv", "--reuid", isolation.runAs(), "--regid", group));
      words.addAll(List.of("--init-groups", "--"));
    }
    if (isolation.sandbox()) {
      words.addAll(bubblewrap(own, workDir));
    }
    return words;
  }

  private Map<String, Long> limitsOfEachProcess() {
    Map<String, Long> limits = new LinkedHashMap<>(isolation.limits());
    if (isolation.cgroup() != null) {
      limits.keySet().removeIf(Cgroup::limits);
    }
    return limits;
  }

  private static String limit(String name, long value) {
    String option = Objects.requireNonNull(Isolation.LIMITS.get(name));
    return option + "=" + (name.endsWith("-mb") ? value * MB : value);
  }

  /** The network stays that of the machine: jobs fetch what they need. */
  private List<String> bubblewrap(Path own, Path workDir) {
    List<String> words = new ArrayList<>(List.of("bwrap", "--unshare-user", "--unshare-pid"));
    words.addAll(List.of("--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"));
    SYSTEM.forEach(path -> words.addAll(List.of("--ro-bind-try", path, path)));
    words.addAll(List.of("--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", "/run"));
    words.addAll(List.of("--ro-bind-try", RESOLVER, RESOLVER));
    for (Path path : isolation.visible()) {
      words.addAll(List.of("--ro-bind", path.toString(), path.toString()));
    }
    words.addAll(List.of("--bind", own.toString(), own.toString()));
    words.addAll(List.of("--chdir", workDir.toString(), "--"));
    return words;
  }

  /** Variables that differ from the agent's own. */
  Map<String, String> environment(Path own) {
    Map<String, String> env = new LinkedHashMap<>();
    if (!isolation.isNone()) {
      env.put("HOME", own.toString());
      env.put("TMPDIR", isolation.sandbox() ? "/tmp" : own.toString());
    }
    if (isolation.runAs() != null) {
      env.put("USER", isolation.runAs());
    }
    return env;
  }

  /** Gives a directory with all that is in it to the account of the commands. */
  void handOverAll(Path directory) throws IOException {
    if (account != null) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : (Iterable<Path>) all::iterator) {
          handOver(path);
        }
      }
    }
  }

  /** Gives a file to the account of the commands. */
  void handOver(Path path) throws IOException {
    if (account != null) {
      Files.getFileAttributeView(path, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setOwner(account);
    }
  }
}
