module io.conec.consumer {
  requires io.conec;
  requires io.netty.common;
  requires io.vertx.core;
}
