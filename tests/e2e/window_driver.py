"""Opens the real window on a data folder, does what a person would, and prints what it saw as JSON.

Run in a process of its own: the window needs the main thread. Arguments: data folder, what to do.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from nodeapp import desktop
from nodeapp.settings import Settings

WAIT_SECONDS = 30
TWEET = "Written in a window."

# Svelte listens to events, so that setting a value is not enough.
TYPE = """
(function () {
  const field = document.querySelector(%s);
  if (!field) return 'no';
  field.focus();
  field.value = %s;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return 'yes';
})()
"""
PRESS = """
(function () {
  // The last one: the rail, which has a Tweet button too, comes first.
  const buttons = [...document.querySelectorAll('button')].filter((one) => one.textContent.trim() === %s);
  const button = buttons.pop();
  if (!button || button.disabled) return 'no';
  button.click();
  return 'yes';
})()
"""
ENTER = """
(function () {
  const ghost = document.querySelector('.composer button.ghost');
  if (ghost) ghost.click();
  return document.querySelector('.composer textarea') ? 'yes' : 'no';
})()
"""


class Hand:
    """What a person does, over and over until the page is ready for it."""

    def __init__(self, window: Any) -> None:
        self.window = window

    def do(self, script: str) -> None:
        self._until(lambda: self.window.run_js(script) == "yes", script)

    def type(self, selector: str, text: str) -> None:
        self.do(TYPE % (json.dumps(selector), json.dumps(text)))

    def press(self, label: str) -> None:
        self.do(PRESS % json.dumps(label))

    def see(self, text: str) -> None:
        self._until(lambda: text in str(self.window.run_js("document.body.innerText")), text)

    def _until(self, done: Any, what: str) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while not done():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}\n{self.window.run_js('document.body.innerText')}")
            time.sleep(0.1)


def first_start(hand: Hand) -> None:
    hand.type("input[name=username]", "ada")
    hand.press("Move in")
    tweet(hand)


def tweet(hand: Hand) -> None:
    hand.do(ENTER)
    hand.type(".composer textarea", TWEET)
    hand.press("Tweet")
    hand.see("Tweet sent")
    hand.see(TWEET)


def look(hand: Hand) -> None:
    hand.see(TWEET)


def main() -> None:
    data, wish = Path(sys.argv[1]), sys.argv[2]
    seen: dict[str, object] = {}

    def began(window: Any) -> None:
        try:
            {"first": first_start, "look": look}[wish](Hand(window))
            seen["cookie"] = window.run_js("document.cookie")
            seen["functions"] = window.run_js(
                "JSON.stringify(Object.keys(window.pywebview ? window.pywebview.api : {}))"
            )
            seen["url"] = window.get_current_url()
        except Exception as error:
            seen["error"] = repr(error)
        window.destroy()

    desktop.open_window(Settings(data=data), {}, began)
    sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main()
