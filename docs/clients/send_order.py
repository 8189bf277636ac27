"""Sends one order to the hub by AMQP 1.0 and waits for its answer. Needs python-qpid-proton (Debian: python3-qpid-proton).

HUB_JMS_PASSWORD=... python3 send_order.py amqp://127.0.0.1:5672 his n3.snils order.json [key]
"""

import os
import sys
import uuid

from proton import Message
from proton.utils import BlockingConnection

broker, user, operation, file = sys.argv[1:5]
key = sys.argv[5] if len(sys.argv) > 5 else str(uuid.uuid4())

connection = BlockingConnection(
    broker, user=user, password=os.environ["HUB_JMS_PASSWORD"], allow_insecure_mechs=True, timeout=30)
answers = connection.create_receiver(None, dynamic=True)
orders = connection.create_sender("hub.orders")
with open(file, encoding="utf-8") as payload:
    orders.send(Message(
        id=str(uuid.uuid4()),
        body=payload.read(),
        durable=True,
        priority=8,
        reply_to=answers.link.remote_source.address,
        # The number of the case in your own system: sent again with the same key it stays the same order.
        properties={"HubOperation": operation, "HubOrderKey": key}))
answer = answers.receive(timeout=600)
answers.accept()
print(answer.body)
connection.close()
