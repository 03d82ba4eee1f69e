package dev.sluice.agent.process;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where there are no process groups to be had: signals go to a process and to those it has started
 * that can still be traced to it. What was orphaned before is not found, and nothing ends these
 * processes when the agent itself is killed.
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
    // Nothing is marked here.
  }

  @Override
  public void close() {
    adopted.keySet().forEach(this::kill);
  }
}
