package dev.sluice.store.embedded;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import java.io.PrintStream;
import java.nio.file.Path;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * The process that the test kills: each thread writes until then and prints every acknowledged
 * write. Arguments: the directory, a name for this run, the number of threads.
 */
final class KilledWriter {
  /** Seldom, because each push writes the whole growing document. */
  static final int PUSH_EVERY = 4;

  private static final Object SHARED = "shared";
  private static final FindOneAndUpdateOptions AFTER =
      new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER).upsert(true);

  private KilledWriter() {}

  public static void main(String[] args) {
    EmbeddedMongo store = EmbeddedMongo.open(Path.of(args[0]));
    MongoClient client = MongoClients.create(store.connectionString());
    MongoCollection<Document> things = client.getDatabase("test").getCollection("things");
    things.insertOne(new Document("_id", args[1] + SHARED));
    for (int thread = 0; thread < Integer.parseInt(args[2]); thread++) {
      String name = args[1] + thread;
      new Thread(() -> write(things, args[1] + SHARED, name)).start();
    }
  }

  private static void write(MongoCollection<Document> things, String shared, String name) {
    PrintStream out = System.out;
    byte[] bulk = new byte[32 * 1024];
    for (int i = 0; ; i++) {
      String id = name + "/" + i;
      things.insertOne(new Document("_id", id).append("bulk", new Binary(bulk)));
      out.println("inserted " + id);
      Document counter = things.findOneAndUpdate(eq("_id", name), inc("n", 1), AFTER);
      out.println("counted " + name + " " + counter.getInteger("n"));
      if (i % PUSH_EVERY == 0) {
        things.updateOne(eq("_id", shared), push("log", id));
        out.println("pushed " + shared + " " + id);
      }
      if (i % 2 == 1) {
        String previous = name + "/" + (i - 1);
        things.deleteOne(eq("_id", previous));
        out.println("deleted " + previous);
      }
    }
  }
}
