// SPDX-License-Identifier: Apache-2.0
// A Kafka cluster of one process (librdkafka's mock) for test_kafka.py: prints its address and
// lives until its input ends. Arguments: topic:partitions… Orders on its input: "down", "up".
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char** words) {
  char text[512];
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  if (rd_kafka_conf_set(conf, "test.mock.num.brokers", "1", text, sizeof text) != RD_KAFKA_CONF_OK)
    return 2;
  rd_kafka_t* client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
  if (client == NULL) return 2;
  rd_kafka_mock_cluster_t* cluster = rd_kafka_handle_mock_cluster(client);
  for (int i = 1; i < count; ++i) {
    char* colon = strchr(words[i], ':');
    if (colon == NULL) return 2;
    *colon = 0;
    if (rd_kafka_mock_topic_create(cluster, words[i], atoi(colon + 1), 1)) return 2;
  }
  printf("%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
  fflush(stdout);
  while (fgets(text, sizeof text, stdin) != NULL) {
    if (strcmp(text, "down\n") == 0) rd_kafka_mock_broker_set_down(cluster, 1);
    if (strcmp(text, "up\n") == 0) rd_kafka_mock_broker_set_up(cluster, 1);
  }
  rd_kafka_destroy(client);
  return 0;
}
