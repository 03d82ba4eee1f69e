package dev.sluice.bench.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The live objects on the heap of a process after a full collection, by class.
 *
 * @param bytes of all classes together
 */
public record Heap(long bytes, Map<String, Long> byClass) {
  public static Heap of(long pid) throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Processes.jdkTool("jcmd").toString(), String.valueOf(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String table = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, Long> byClass = new HashMap<>();
    for (String line : table.split("\n")) {
      String[] fields = line.trim().split("\\s+");
      if (fields.length >= 4 && fields[0].matches("\\d+:")) {
        byClass.merge(fields[3], Long.parseLong(fields[2]), Long::sum);
      }
    }
    return new Heap(byClass.values().stream().mapToLong(n -> n).sum(), byClass);
  }

  /** The classes that have grown most since {@code before}, in bytes per reader. */
  public Map<String, Long> growthSince(Heap before, int readers) {
    Map<String, Long> growth = new LinkedHashMap<>();
    byClass.entrySet().stream()
        .map(e -> Map.entry(e.getKey(), e.getValue() - before.byClass.getOrDefault(e.getKey(), 0L)))
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(40)
        .filter(e -> e.getValue() / readers > 0)
        .forEach(e -> growth.put(e.getKey(), e.getValue() / readers));
    return growth;
  }
}
