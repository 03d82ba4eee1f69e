package dev.sluice.store;

import static dev.sluice.time.Awaiting.result;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.sluice.app.TestStore;
import dev.sluice.file.FileStore;
import dev.sluice.job.submit.ExecOnly;
import dev.sluice.job.submit.Operations;
import dev.sluice.replica.lead.Leadership;
import dev.sluice.replica.lead.Leads;
import dev.sluice.schedule.status.StatusFixture;
import dev.sluice.store.commands.CommandRecorder;
import dev.sluice.store.commands.KnownCommands;
import dev.sluice.store.schema.Migrations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.mongodb.impl.ReactiveMongoClientImpl;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.quarkus.mongodb.reactive.ReactiveMongoDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.codecs.pojo.PojoCodecProvider;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/**
 * Runs a contract suite on a store without Quarkus, hence within a second: fills the {@code Inject}
 * fields with objects that are made by their constructors. The suites share the store of {@link
 * TestStore}; the database and the objects are those of one suite. No duty runs unless a test calls
 * it.
 */
public final class PlainStore implements TestInstancePostProcessor, AfterEachCallback {
  private static final Namespace OURS = Namespace.create(PlainStore.class);

  /** A run of mutations starts each test by itself, and making indexes would take half its time. */
  private static final boolean MUTATED = Boolean.getBoolean("sluice.test.mutated");

  private static final String CONNECTION = "quarkus.mongodb.connection-string";
  private static final String DATABASE = "quarkus.mongodb.database";

  @Override
  public void postProcessTestInstance(Object test, ExtensionContext context) {
    Suite suite =
        Objects.requireNonNull(
            context
                .getStore(OURS)
                .getOrComputeIfAbsent(test.getClass(), type -> Open.STORE.suite(), Suite.class));
    Documents.use(suite.collections());
    suite.beans().inject(test);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    KnownCommands.check();
  }

  /** The address of the store that the suites share. */
  static String address() {
    return Open.STORE.address;
  }

  /** A client as that of the suites. */
  static ReactiveMongoClient client(String address) {
    return Open.client(address);
  }

  private record Suite(Collections collections, Beans beans) {}

  /**
   * The store and a client of it, until the process ends: a run of mutations starts each test by
   * itself.
   */
  private static final class Open {
    static final Open STORE = new Open();

    private final TestStore store = new TestStore();
    private final Vertx vertx = Vertx.vertx();
    private final String address;
    private final ReactiveMongoClient client;
    private final String prefix;
    private final AtomicInteger suites = new AtomicInteger();

    Open() {
      Map<String, String> settings = store.start();
      this.prefix = settings.getOrDefault(DATABASE, "sluice");
      this.address = Objects.requireNonNull(settings.get(CONNECTION));
      this.client = client(address);
      Runtime.getRuntime().addShutdownHook(new Thread(this::close, "close-plain-store"));
    }

    Suite suite() {
      String database = prefix + "-" + suites.incrementAndGet();
      if (!MUTATED) {
        result(new Indexes(client, database).ensure());
      }
      return new Suite(new Collections(client.getDatabase(database)), beans(database));
    }

    private Beans beans(String database) {
      return new Beans()
          .with(Vertx.class, vertx)
          .with(ReactiveMongoClient.class, client)
          .with(StorePing.class, new StorePing(client, database))
          // Signals and elections would run on beside the tests.
          .with(Migrations.class, new Migrations(List.of(), Clock.systemUTC()))
          .with(SharedStore.class, new SharedStore(false))
          .with(MeterRegistry.class, new SimpleMeterRegistry())
          .with(Operations.class, ExecOnly.operations())
          .with(Leadership.class, Leads.alone())
          .implementedBy(StatusFixture.fleetView())
          .implementedBy(FileStore.class)
          .withProducts(TestStore.wiring());
    }

    static ReactiveMongoClient client(String address) {
      CodecRegistry codecs =
          CodecRegistries.fromRegistries(
              MongoClientSettings.getDefaultCodecRegistry(),
              CodecRegistries.fromProviders(PojoCodecProvider.builder().automatic(true).build()));
      return new ReactiveMongoClientImpl(
          MongoClients.create(
              MongoClientSettings.builder()
                  .applyConnectionString(new ConnectionString(address))
                  .codecRegistry(codecs)
                  .readConcern(ReadConcern.MAJORITY)
                  .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                  .addCommandListener(new CommandRecorder())
                  .build()));
    }

    private void close() {
      client.close();
      store.stop();
      result(Uni.createFrom().completionStage(vertx.close().toCompletionStage()));
    }
  }

  record Collections(ReactiveMongoDatabase database) implements Documents.Source {
    @Override
    public <T> ReactiveMongoCollection<T> of(Class<T> type) {
      String name = Objects.requireNonNull(type.getAnnotation(MongoEntity.class)).collection();
      return database.getCollection(name, type);
    }
  }
}
