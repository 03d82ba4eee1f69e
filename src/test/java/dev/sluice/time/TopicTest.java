package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicTest {
  private final Topic<String> topic = new Topic<>();
  private final List<String> heard = new ArrayList<>();

  @Test
  void tellsListenersInTheOrderOfTheirSubscription() {
    topic.subscribe(event -> heard.add("a " + event));
    topic.subscribe(event -> heard.add("b " + event));

    topic.publish("x");

    assertThat(heard).containsExactly("a x", "b x");
  }

  @Test
  void oneThatThrowsDoesNotKeepTheEventFromTheOthers() {
    topic.subscribe(
        event -> {
          throw new IllegalStateException("on purpose, in a test");
        });
    topic.subscribe(heard::add);

    topic.publish("x");

    assertThat(heard).containsExactly("x");
  }

  @Test
  void whoHasUnsubscribedIsNotTold() {
    Runnable end = topic.subscribe(heard::add);
    end.run();

    topic.publish("x");

    assertThat(heard).isEmpty();
  }
}
