package dev.sluice.agent.process;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A shell beside the agent, in a session of its own. It signals process groups, which Java cannot,
 * and knows which are left. When its input ends, also because the agent was killed, it kills those
 * groups and exits (decision 0009).
 */
final class Reaper implements ProcessSignals {
  private static final Logger LOG = System.getLogger(Reaper.class.getName());

  /**
   * {@code TERM?} signals the group, or else the process, which may not lead a group yet. The mark
   * in the environment finds processes that moved to another group, and those that were started in
   * the instant before the agent died.
   */
  private static final String SCRIPT =
      """
      sweep() {
        for f in $(grep -lsz "^SLUICE_SPAWN=$1" /proc/[0-9]*/environ); do
          f=${f#/proc/}; kill -s KILL "${f%/environ}"
        done
      }
      held=' '
      while read -r op n; do
        case $op in
          +) held="$held$n " ;;
          -) kill -s KILL -- "-$n"
             case $held in *" $n "*) held="${held%% $n *} ${held#* $n }" ;; esac ;;
          TERM?) kill -s TERM -- "-$n" || kill -s TERM "$n" ;;
          sweep) sweep "$n\\$" ;;
          *) kill -s "$op" -- "-$n" ;;
        esac
      done
      for n in $held; do kill -s KILL -- "-$n"; done
      sweep "$1-"
      """;

  private final String agentMark =
      ProcessHandle.current().pid() + "." + Long.toString(System.nanoTime(), 36);
  private final AtomicLong spawned = new AtomicLong();
  private final Set<Long> held = ConcurrentHashMap.newKeySet();
  private Process shell;

  Reaper() throws IOException {
    shell = startShell();
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
    held.add(process.pid());
    tell("+ " + process.pid());
  }

  @Override
  public void terminate(Process process) {
    tell((process.isAlive() ? "TERM? " : "TERM ") + process.pid());
  }

  @Override
  public void kill(Process process) {
    tell("KILL " + process.pid());
    process.destroyForcibly();
  }

  @Override
  public void release(Process process) {
    held.remove(process.pid());
    tell("- " + process.pid());
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
      for (long pid : held) {
        write("+ " + pid);
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
