"""Push services: the outgoing door as subscriptions use it, and what its answers mean for them."""

from dataclasses import dataclass

from federation.delivery import Delivered, Retry
from federation.delivery import Gone as NobodyThere
from federation.errors import Malformed
from federation.errors import Refused as DoorRefused
from federation.fetch import Door
from federation.webpush import Message, Receiver, Sender
from nodeapp import telemetry
from nodeapp.model.errors import bad
from nodeapp.model.push import Gone, Keys, Later, Outcome, Refused, Sent, Subscription, Urgency
from nodeapp.seams.clock import Clock

_log = telemetry.Log(__name__)


@dataclass(frozen=True)
class WebPushServices:
    """`seams.push.PushServices`. What went wrong is logged without a word of who, where or what."""

    door: Door
    sender: Sender
    clock: Clock

    async def public_key(self) -> str:
        return await self.sender.public_key()

    async def check(self, endpoint: str, p256dh: str, auth: str) -> Keys:
        try:
            receiver = await self.sender.check(self.door, endpoint, p256dh, auth)
        except DoorRefused as refusal:
            raise bad("endpoint", "refused", f"Nothing is sent to this address: {refusal}") from None
        except Malformed as fault:
            raise bad("keys", "invalid", f"These keys cannot be used. {fault}") from None
        return Keys(receiver.p256dh, receiver.auth)

    async def send(
        self, subscription: Subscription, text: bytes, ttl_seconds: int, urgency: Urgency, topic: str
    ) -> Outcome:
        receiver = Receiver(subscription.endpoint, subscription.p256dh, subscription.auth)
        message = Message(text, ttl_seconds, urgency, topic)
        outcome = await self.sender.push(self.door, receiver, message, self.clock())
        telemetry.count("pushes", outcome=type(outcome).__name__.lower())
        if isinstance(outcome, Delivered):
            return Sent()
        _log.info("push_failed", subscription=subscription.id, reason=outcome.reason)
        match outcome:
            case Retry(after_seconds=after):
                return Later(after)
            case NobodyThere():
                return Gone()
            case _:
                return Refused()
