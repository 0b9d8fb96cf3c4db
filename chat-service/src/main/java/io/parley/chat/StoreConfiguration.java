package io.parley.chat;

import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The document store, with the one way of reading and writing that the promises allow: by majority
/// and within a time limit.
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

  private static final int CONNECTIONS = 64;

  @Bean
  MongoClientSettingsBuilderCustomizer storeTimes(ChatSettings settings) {
    var connect = settings.store().connect().toMillis();
    var answer = settings.store().answer().toMillis();
    return builder ->
        builder
            .applyToClusterSettings(
                cluster -> cluster.serverSelectionTimeout(connect, TimeUnit.MILLISECONDS))
            .applyToSocketSettings(
                socket ->
                    socket
                        .connectTimeout((int) connect, TimeUnit.MILLISECONDS)
                        .readTimeout((int) answer, TimeUnit.MILLISECONDS))
            .applyToConnectionPoolSettings(
                pool -> pool.maxSize(CONNECTIONS).maxWaitTime(connect, TimeUnit.MILLISECONDS));
  }

  @Bean
  MongoDatabase chatStore(
      MongoClient client, MongoConnectionDetails address, ChatSettings settings) {
    var name = address.getConnectionString().getDatabase();
    if (name == null) {
      throw new IllegalStateException(
          "MONGODB_URI: names no database (expected: mongodb://host:port/parley)");
    }
    return client
        .getDatabase(name)
        .withReadConcern(ReadConcern.MAJORITY)
        .withWriteConcern(
            WriteConcern.MAJORITY.withWTimeout(
                settings.store().write().toMillis(), TimeUnit.MILLISECONDS));
  }
}
