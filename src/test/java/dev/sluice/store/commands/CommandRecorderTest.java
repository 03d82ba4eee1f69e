package dev.sluice.store.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class CommandRecorderTest {
  @Test
  void note_commandWithoutCollection_isSeenAndNotNamed() {
    CommandRecorder.takeNames();

    CommandRecorder.note(BsonDocument.parse("{ping: 1}"));
    CommandRecorder.note(
        BsonDocument.parse("{find: 'jobs', filter: {_id: 'j'}, readConcern: {level: 'majority'}}"));

    assertThat(CommandRecorder.seen()).contains("| ping | – | – | – | – |");
    assertThat(CommandRecorder.takeNames()).containsExactly("find jobs");
  }
}
