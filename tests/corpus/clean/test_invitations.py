"""What pages ask of their readers is taken out in many wordings; news that begins alike stays."""

from __future__ import annotations

import pytest

from tests.corpus.clean.article import assert_taken_out

INVITATIONS = """
Keep up with this story and more by subscribing now
Subscribe to read the full story
Subscribe now for unlimited access to The Tideland Post.
Sign in or subscribe to continue reading
Register for free to keep reading
Log in or register to read more
Get unlimited access to every story. Cancel anytime.
Start your free trial today
Try a digital subscription for just $1
Not a subscriber? Join us today.
Already subscribed? Log in
To read the full story, subscribe or log in.
This is a premium article for our members.
This article is reserved for our subscribers.
Create a free account to save articles
Subscriber-only content
Manage your subscription
Sign up to receive our daily newsletter with the best of the river.
Sign up for the Morning Tide newsletter. Sent every day at six.
Get our free daily briefing
Stay up to date with the Tideland newsletter
Stay informed: follow our channel on WhatsApp.
Never miss a story from the river
Don't miss another episode. Subscribe today.
Be the first to know when the ferry sails.
A welcome email is on its way. If you don't see it, please check your junk folder.
The next issue of Tideland Today will soon be in your inbox.
Please enter a valid email address
The best of the river, delivered straight to your inbox.
Thanks for signing up!
Download the Tideland app
Read this story in our app
Our app is available for every phone.
Scan the QR code to join our channel
Turn on notifications to hear of every flood
Open in app
Follow Tideland Post on Facebook and Twitter
Follow us on Instagram: @tideland
You can follow the author on Twitter at @annalind
Follow her @annalind
For the latest news from the river, follow our page on Facebook.
Click here to join our channel
Click here to subscribe to the weekly digest.
Join our WhatsApp channel for alerts
Add Tideland as a preferred source on Google
Anna Lind is on Twitter: @annalind
We're on Telegram! Join us there.
If you liked this story, share it with a friend!
If you enjoyed this article, please consider subscribing.
Share this article with your friends
Share this story on Facebook
Gift this article
Sharing options
Leave your thoughts in the comments below
Share your views with us
Let us know what you think in the comments.
Tell us what you saw
Have your say
What do you think? Tell us in the comments.
All comments are moderated before they appear.
Comments are subject to moderation
Please keep comments civil and on topic.
View the discussion thread.
Please enable JavaScript to view the comments powered by Tideland.
Log in to comment
Sign in to leave a comment
Commenting on this article is closed.
Sort by newest
We want to hear from you. Email the desk with your story.
Help us keep reporting from the river.
Please consider making a tax-deductible gift to the newsroom.
Support independent journalism with a monthly donation
We rely on readers like you to pay for our work.
Every contribution, however big or small, helps.
Your donation will help us to stay on the river.
Will you help support our newsroom today?
Support The Tideland Post from as little as $1
Make a monthly donation today
Become a supporter of Tideland and help us grow
If you value our reporting, please support it with a gift.
""".strip().splitlines()
SENTENCES = """
Subscribe to no creed, the teacher told the crews.
Sign up or stay ashore, the company told its crews.
Register of ships in hand, the officer went aboard.
Get out of the water, the pilot shouted.
Get unlimited power or resign: that was the choice before the governor.
Start with the smallest boats, the expert advised.
Try as they might, the crews could not turn the ferry.
Not a member of the crew was hurt.
Already registered ships may sail.
You have reached the island, a voice said.
To read the letter aloud took an hour.
To see the sea was all that the children wanted.
This is a story of two islands.
This article is one of forty in the new law.
Create a harbour and ships will come, goes the saying.
Stay in the harbour, the pilots were told.
Never miss a tide, his father used to say.
Don't miss the last boat, she warned.
Be the first to land or be the last to eat.
The best of the boats were sold in spring.
Thanks for nothing, the crews wrote on the wall.
Download speeds on the island have fallen by half.
Read this and weep, he wrote to the king.
Open in spring, the school will take forty children.
Available beds were few.
Turn on the lights, the captain ordered.
Follow the money, the judge told the officers.
Follow the river and you come to the mill.
For the latest flood the company has nobody to blame.
For more than a year the island had no doctor.
Click here and a virus opens, the police warned.
Join the navy, the poster said.
Join our fight, the union asked the crews.
Add salt to the wound and you have the new tax.
Anna Lind is on the island with her brother.
We are on the brink of war, the minister warned.
If you like the sea, this is no place for you, he said.
Share this burden, the governor asked the islands.
Share prices fell on the news from the island.
Leave your boats, the crews were told.
Let us know our rights, the crews demanded.
Tell us the truth, the crowd shouted.
What do you think of the governor? Nobody on the island would answer.
Comments are free, facts are sacred.
Comments were the reason for the strike.
Please keep off the quay, a sign says.
View the letter as a threat, his lawyer advised.
Log in hand, the boy ran home.
Sort the living from the dead, the doctor ordered.
We want to hear the truth.
Help us, the crews cried.
Help for our work came from the islands.
Consider the ferry: it has not sailed since May.
Support for independent journalism is falling, a study found.
Support our troops, the banners read.
Give us bread, the crowd shouted.
We rely on fish like you rely on bread, the old man told the visitors.
Every contribution to the fund was stolen.
Every dollar was counted twice.
Your gift is your voice, the teacher told her.
Will you sail? No, said the crews.
Make a boat or swim.
Become a member of parliament and forget the islands: that is how it goes.
The app was taken out of the store in May, the company said.
Watch on the river was kept by two boats.
""".strip().splitlines()


@pytest.mark.parametrize("line", INVITATIONS)
def test_what_readers_are_asked_to_do_goes_wherever_it_stands(line: str) -> None:
    assert_taken_out(line, at=("head", "inside", "end"))


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_stay_wherever_they_stand(line: str) -> None:
    assert_taken_out(line, at=())
