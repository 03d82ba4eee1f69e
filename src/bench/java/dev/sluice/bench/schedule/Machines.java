package dev.sluice.bench.schedule;

import dev.sluice.job.Job;
import dev.sluice.job.SimulatedJob;
import dev.sluice.wire.Requirements;
import dev.sluice.worker.SimulatedFleet;
import dev.sluice.worker.SimulatedWorker;
import dev.sluice.worker.Workers.Change.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The workers of a run: they send heartbeats, and count by themselves what they have free, so that
 * the scheduler can be checked.
 */
final class Machines {
  private static final long HEARTBEAT_NANOS = 10_000_000_000L;
  private static final int[][] SIZES = {
    {4, 8_192, 40}, {8, 16_384, 30}, {16, 65_536, 20}, {32, 131_072, 10}
  };

  private final List<SimulatedWorker> all = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final double[] freeCpu;
  private final long[] freeRam;
  private final int[] freeSlots;
  private final Map<Map<String, String>, int[]> withLabels = new HashMap<>();

  Machines(int count, long seed) {
    Random random = new Random(seed);
    freeCpu = new double[count];
    freeRam = new long[count];
    freeSlots = new int[count];
    for (int i = 0; i < count; i++) {
      SimulatedWorker worker = worker(i, random);
      all.add(worker);
      numbers.put(worker.id(), i);
      freeCpu[i] = worker.cpus();
      freeRam[i] = worker.ramMb();
      freeSlots[i] = worker.slots();
    }
  }

  private static SimulatedWorker worker(int number, Random random) {
    int drawn = random.nextInt(100);
    int size = 0;
    while (drawn >= SIZES[size][2]) {
      drawn -= SIZES[size++][2];
    }
    Map<String, String> labels = new HashMap<>();
    labels.put("zone", List.of("a", "b", "c").get(random.nextInt(3)));
    labels.put("os", random.nextInt(10) == 0 ? "windows" : "linux");
    if (labels.get("os").equals("linux") && random.nextInt(9) == 0) {
      labels.put("gpu", "yes");
    }
    int cpus = SIZES[size][0];
    String id = String.format("worker-%06d", number);
    return new SimulatedWorker(id, cpus, SIZES[size][1], 2 * cpus, labels);
  }

  double cpus() {
    return all.stream().mapToDouble(SimulatedWorker::cpus).sum();
  }

  /** Registers all of them, and lets each send heartbeats from then on. */
  void join(SimulatedFleet fleet, VirtualTime time) {
    for (int i = 0; i < all.size(); i++) {
      fleet.tell(all.get(i).heardAt(time.instant(), 0), Kind.JOINED);
      int number = i;
      time.in(HEARTBEAT_NANOS * i / all.size(), () -> beat(number, fleet, time));
    }
  }

  /** Its jobs use seven tenths of the cores that they have reserved. */
  private void beat(int number, SimulatedFleet fleet, VirtualTime time) {
    SimulatedWorker worker = all.get(number);
    double usage = 70 * (worker.cpus() - freeCpu[number]) / worker.cpus() + number % 10;
    fleet.heartbeat(worker.heardAt(time.instant(), usage));
    time.in(HEARTBEAT_NANOS, () -> beat(number, fleet, time));
  }

  void takes(Job job) {
    change(job, -1);
  }

  void gives(Job job) {
    change(job, 1);
  }

  private void change(Job job, int sign) {
    int number = numbers.get(SimulatedJob.workerId(job));
    Requirements needs = SimulatedJob.requirements(job);
    freeCpu[number] += sign * needs.cpu();
    freeRam[number] += sign * needs.ramMb();
    freeSlots[number] += sign;
    if (freeCpu[number] < -1e-6 || freeRam[number] < 0 || freeSlots[number] < 0) {
      throw new IllegalStateException(all.get(number).id() + " holds more than it has");
    }
  }

  /** Whether any of them has room for a job now. */
  boolean haveRoomFor(Requirements needs) {
    for (int i : withLabels.computeIfAbsent(needs.labels(), this::find)) {
      if (freeSlots[i] > 0 && freeRam[i] >= needs.ramMb() && freeCpu[i] + 1e-9 >= needs.cpu()) {
        return true;
      }
    }
    return false;
  }

  private int[] find(Map<String, String> labels) {
    return java.util.stream.IntStream.range(0, all.size())
        .filter(i -> all.get(i).labels().entrySet().containsAll(labels.entrySet()))
        .toArray();
  }

  /** The share of all cores that jobs have reserved. */
  double reserved() {
    double free = 0;
    for (double one : freeCpu) {
      free += one;
    }
    return 1 - free / cpus();
  }
}
