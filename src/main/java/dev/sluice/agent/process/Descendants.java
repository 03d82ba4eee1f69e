package dev.sluice.agent.process;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signals without process groups: they go to a process and to those of its descendants that the
 * system still knows as such. Processes that were orphaned before are not found, and nothing ends
 * any of them when the agent itself is killed.
 */
final class Descendants implements ProcessSignals {
  private final Map<Process, Boolean> adopted = new ConcurrentHashMap<>();

  @Override
  public List<String> prefix() {
    return List.of();
  }

  @Override
  public String newMark() {
    return "";
  }

  @Override
  public void adopt(Process process) {
    adopted.put(process, true);
  }

  @Override
  public void terminate(Process process) {
    process.descendants().toList().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  @Override
  public void kill(Process process) {
    process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void release(Process process) {
    adopted.remove(process);
  }

  @Override
  public void sweep(String mark) {
    // No process carries a mark here.
  }

  @Override
  public void close() {
    adopted.keySet().forEach(this::kill);
  }
}
