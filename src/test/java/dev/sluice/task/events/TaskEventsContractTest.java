package dev.sluice.task.events;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import dev.sluice.task.TaskConfig;
import dev.sluice.time.Settings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class TaskEventsContractTest {
  private final String name = UUID.randomUUID().toString();

  @Test
  void append_twoWriters_numberWithoutGap() {
    TaskEvents one = log(Map.of());
    TaskEvents other = log(Map.of());
    List<TaskEvent> seen = new ArrayList<>();
    one.seen().project(seen::addAll);
    List<Uni<Void>> appends = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      appends.add(one.append(events(3)));
      appends.add(other.append(events(2)));
    }

    result(Uni.join().all(appends).andFailFast());
    result(one.catchUp());

    assertThat(seen.stream().filter(e -> e.data.contains(name))).hasSize(100);
    List<Long> numbers = seen.stream().map(TaskEvent::number).toList();
    assertThat(numbers)
        .isEqualTo(IntStream.range(0, numbers.size()).mapToObj(i -> numbers.get(0) + i).toList());
  }

  @Test
  void append_manyEvents_keepsNewest() {
    TaskEvents log = log(Map.of("sluice.tasks.events", "50"));
    long before = log.last();

    result(log.append(events(600)));

    assertThat(log.last()).isEqualTo(before + 600);
    assertThat(result(log.read(log.last() - 49, 50))).hasSize(50);
    assertThat(result(log.read(log.last() - 50, 1))).isEmpty();
    assertThat(result(log.oldestFrom(1))).isEqualTo(log.last() - 49);
  }

  @Test
  void read_gap_endsThere() {
    TaskEvents log = log(Map.of());
    result(log.append(events(2)));

    assertThat(result(log.read(log.last(), 10))).hasSize(1);
    assertThat(result(log.read(log.last() + 1, 10))).isEmpty();
  }

  private static TaskEvents log(Map<String, String> settings) {
    TaskEvents log = new TaskEvents(Settings.of(TaskConfig.class, settings));
    result(log.recover());
    return log;
  }

  private List<TaskEvent> events(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              TaskEvent event = new TaskEvent();
              event.data = "{\"of\":\"" + name + "\",\"n\":\"" + UUID.randomUUID() + "\"}";
              event.at = Instant.parse("2026-03-01T12:00:00Z");
              return event;
            })
        .toList();
  }
}
