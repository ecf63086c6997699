package io.conec.nat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Emulates links: passes frames between pairs of interfaces, in the way that it is told for each direction. */
final class LinkAgent extends Agent {

  static final String JOIN = "join";
  static final String SET = "set";
  static final String STATISTICS = "statistics";
  static final String NEAR = "near";
  static final String FAR = "far";
  static final String DIRECTION = "direction";
  static final String CONDITIONS = "conditions";
  static final String PASSED = "passed";
  static final String DROPPED = "dropped";

  /** Of each link the one from the near to the far end, then the other one. */
  private final List<LinkDirection> directions = new ArrayList<>();

  @Override
  Future<JsonObject> start(JsonObject options) {
    return Future.succeededFuture(new JsonObject());
  }

  @Override
  Future<JsonObject> execute(String command, JsonObject arguments) throws IOException {
    return Future.succeededFuture(switch (command) {
      case JOIN -> join(new TapInterface(arguments.getString(NEAR)), new TapInterface(arguments.getString(FAR)));
      case SET -> {
        direction(arguments).set(LinkConditions.fromJson(arguments.getJsonObject(CONDITIONS)));
        yield new JsonObject();
      }
      case STATISTICS -> direction(arguments).statistics();
      default -> throw new IllegalArgumentException(command);
    });
  }

  private JsonObject join(TapInterface near, TapInterface far) {
    JsonObject first = new JsonObject().put(DIRECTION, directions.size());
    for (LinkDirection direction : List.of(new LinkDirection(near, far), new LinkDirection(far, near))) {
      directions.add(direction);
      direction.start();
    }
    return first;
  }

  private LinkDirection direction(JsonObject arguments) {
    return directions.get(arguments.getInteger(DIRECTION));
  }
}
