package dev.sluice.agent.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * A shell beside the agent, in a session of its own. It signals process groups, which Java cannot,
 * and knows which are left. When its input ends, also because the agent was killed, it kills those
 * groups and exits (decision 0009).
 */
final class Reaper implements ProcessSignals {
  private static final Logger LOG = System.getLogger(Reaper.class.getName());

  /** The start time of a process that ended before it was read. */
  private static final String GONE = "-";

  /** Fields of a {@code stat} file between the name of the program and the start time. */
  private static final int FIELDS_BEFORE_START = 19;

  /**
   * {@code TERM?} signals the group, or else the process, which may not lead a group yet. The mark
   * in the environment finds processes that moved to another group, and those that were started in
   * the instant before the agent died. A group goes with the start time of its first process: if a
   * process of another start time has that id, the group is empty, since the kernel gives no id of
   * a group that exists to a new process.
   */
  private static final String SCRIPT =
      """
      sweep() {
        for f in $(grep -lsz "^SLUICE_SPAWN=$1" /proc/[0-9]*/environ); do
          f=${f#/proc/}; kill -s KILL "${f%/environ}"
        done
      }
      reused() {
        read -r stat < "/proc/$1/stat" || return 1
        start=$2
        set -- ${stat##*) }
        [ -n "${20}" ] && [ "${20}" != "$start" ]
      }
      signal() {
        reused "$2" "$3" || kill -s "$1" -- "-$2"
      }
      held=' '
      while read -r op n at; do
        case $op in
          +) held="$held$n:$at " ;;
          -) signal KILL "$n" "$at"
             case $held in *" $n:$at "*) held="${held%% $n:$at *} ${held#* $n:$at }" ;; esac ;;
          TERM?) reused "$n" "$at" || kill -s TERM -- "-$n" || kill -s TERM "$n" ;;
          sweep) sweep "$n\\$" ;;
          *) signal "$op" "$n" "$at" ;;
        esac
      done
      for group in $held; do signal KILL "${group%:*}" "${group#*:}"; done
      sweep "$1-"
      """;

  private final String agentMark =
      ProcessHandle.current().pid() + "." + Long.toString(System.nanoTime(), 36);
  private final AtomicLong spawned = new AtomicLong();

  /** The start time of each process that is not released, by its id. */
  private final Map<Long, String> held = new ConcurrentHashMap<>();

  private final LongFunction<String> startTimes;
  private Process shell;

  Reaper() throws IOException {
    this(Reaper::startTime);
  }

  /**
   * @param startTimes of a process by its id
   */
  Reaper(LongFunction<String> startTimes) throws IOException {
    this.startTimes = startTimes;
    this.shell = startShell();
  }

  /** Field 22 of {@code /proc/PID/stat}; {@code -} for a process that is gone. */
  static String startTime(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), ISO_8859_1);
      return stat.substring(stat.lastIndexOf(") ") + 2).split(" ")[FIELDS_BEFORE_START];
    } catch (IOException gone) {
      return GONE;
    }
  }

  private Process startShell() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("setsid", "sh", "-c", SCRIPT, "sluice-reaper", agentMark)
            .directory(Path.of("/").toFile())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    // Without marks: an agent may run inside a job, whose sweep must not kill the reaper first.
    builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
    return builder.start();
  }

  @Override
  public List<String> prefix() {
    return List.of("setsid");
  }

  @Override
  public String newMark() {
    return agentMark + "-" + spawned.incrementAndGet();
  }

  @Override
  public void adopt(Process process) {
    String start = startTimes.apply(process.pid());
    held.put(process.pid(), start);
    tell("+ " + process.pid() + " " + start);
  }

  @Override
  public void terminate(Process process) {
    tell((process.isAlive() ? "TERM? " : "TERM ") + group(process));
  }

  @Override
  public void kill(Process process) {
    tell("KILL " + group(process));
    process.destroyForcibly();
  }

  @Override
  public void release(Process process) {
    String group = group(process);
    held.remove(process.pid());
    tell("- " + group);
  }

  private String group(Process process) {
    return process.pid() + " " + held.getOrDefault(process.pid(), GONE);
  }

  @Override
  public void sweep(String mark) {
    tell("sweep " + mark);
  }

  private synchronized void tell(String line) {
    try {
      write(line);
    } catch (IOException died) {
      revive(line, died);
    }
  }

  private void write(String line) throws IOException {
    OutputStream input = shell.getOutputStream();
    input.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    input.flush();
  }

  private void revive(String line, IOException died) {
    LOG.log(Level.WARNING, "the reaper died; starting it again", died);
    try {
      shell = startShell();
      for (Map.Entry<Long, String> group : held.entrySet()) {
        write("+ " + group.getKey() + " " + group.getValue());
      }
      write(line);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "cannot start the reaper: processes may outlive this agent", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the reaper was gone already", e);
    }
  }
}
