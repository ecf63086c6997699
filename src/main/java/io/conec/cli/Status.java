package io.conec.cli;

import io.conec.BroadcastInfo;
import io.conec.ClientInfo;
import io.conec.ClusterNodeInfo;
import io.conec.ConecCoordinator;
import io.conec.impl.util.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;

/** The load of a Coordinator. */
record Status(int channels, List<ClusterNodeInfo> nodes, List<ClientInfo> clients, List<BroadcastInfo> broadcasts) {

  static Status of(ConecCoordinator coordinator) {
    return new Status(coordinator.channelCount(), coordinator.nodes(),
      coordinator.clients().stream().sorted(Comparator.comparing(ClientInfo::getId)).toList(),
      coordinator.broadcasts().stream().sorted(Comparator.comparing(BroadcastInfo::getName)).toList());
  }

  JsonObject toJson() {
    JsonArray clientList = new JsonArray();
    clients.forEach(client -> clientList.add(client.toJson()));
    JsonArray broadcastList = new JsonArray();
    broadcasts.forEach(broadcast -> broadcastList.add(broadcast.toJson()));
    JsonObject json = new JsonObject().put("channels", channels);
    if (!nodes.isEmpty()) {
      JsonArray nodeList = new JsonArray();
      nodes.forEach(node -> nodeList.add(node.toJson()));
      json.put("nodes", nodeList);
    }
    return json.put("clients", clientList).put("broadcasts", broadcastList);
  }

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder(String.format("clients: %d, channels: %d, broadcasts: %d", clients.size(),
      channels, broadcasts.size()));
    for (ClusterNodeInfo node : nodes) {
      table.append(String.format("%n  node %s: %s, channels: %d", node.getAddress(),
        BroadcastCommand.counted(node.getClients(), "client"), node.getChannels()));
    }
    int width = clients.stream().mapToInt(client -> client.getId().length()).max().orElse(0);
    for (ClientInfo client : clients) {
      table.append(String.format("%n  %-" + width + "s  %-21s  channels: %-4d  since %s%s", client.getId(),
        client.getAddress(), client.getChannels(), client.getSince(),
        client.getNode() == null ? "" : "  node " + client.getNode()));
    }
    for (BroadcastInfo broadcast : broadcasts) {
      table.append(String.format("%n  broadcast %s: %s, %s", Printable.line(broadcast.getName()),
        BroadcastCommand.counted(broadcast.getSenders(), "sender"),
        BroadcastCommand.counted(broadcast.getReaders(), "reader")));
    }
    return table.toString();
  }
}
