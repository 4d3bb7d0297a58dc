"""Sentences of the length that users search with; the first two have a published similarity of 0.7035."""

SENTENCES = [
    "A man is eating food.",
    "A man is eating pasta.",
    "A man is eating a piece of bread.",
    "The girl is carrying a baby.",
    "A man is riding a horse.",
    "A woman is playing violin.",
    "Two men pushed carts through the woods.",
    "A man is riding a white horse on an enclosed ground.",
    "A monkey is playing drums.",
    "Someone in a gorilla costume is playing a set of drums.",
    "A cheetah is running behind its prey.",
    "The baby is being carried by the girl to the park across the street.",
    "A woman is slicing an onion in the kitchen while the water boils.",
    "Children are playing football on a wet field behind the school.",
    "The train to the airport leaves from the second platform every hour.",
    "A cat sleeps on the warm engine of a parked car.",
]
